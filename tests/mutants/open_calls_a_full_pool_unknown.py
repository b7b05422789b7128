"""open: no rule for the pool's own timeout."""

from tests.plant import plant

CAUGHT_BY = "test_opening.py::test_no_free_connection_raises_pool_exhausted_in_time"

Database = plant(
    "sqlalchemy_orm/database.py",
    """
            return Diagnosis("no connection was free within acquire_timeout", kind=PoolExhausted)
""",
    """
            return Diagnosis("no connection was free within acquire_timeout")
""",
)
