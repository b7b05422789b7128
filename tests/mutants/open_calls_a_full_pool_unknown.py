"""open: no rule for the pool's own timeout."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_opening.py"

Database = plant(
    "sqlalchemy_orm/database.py",
    """
            return Diagnosis("no connection was free within acquire_timeout", kind=PoolExhausted)
""",
    """
            return Diagnosis("no connection was free within acquire_timeout")
""",
)
