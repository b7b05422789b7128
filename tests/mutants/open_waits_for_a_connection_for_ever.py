"""open: acquire_timeout is forgotten."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_opening.py"

Database = plant(
    "sqlalchemy_core/database.py",
    """
        pool_timeout=settings.acquire_timeout,
""",
    """
        pool_timeout=3_600,
""",
)
