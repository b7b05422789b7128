"""open: acquire_timeout is forgotten."""

from tests.plant import plant

CAUGHT_BY = "test_opening.py::test_no_free_connection_raises_pool_exhausted_in_time"

Database = plant(
    "sqlalchemy_core/database.py",
    """
        pool_timeout=settings.acquire_timeout,
""",
    """
        pool_timeout=3_600,
""",
)
