"""open: ten more than pool_size are opened."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_opening.py"

Database = plant(
    "sqlmodel_orm/database.py",
    """
        max_overflow=0,
""",
    """
""",
)
