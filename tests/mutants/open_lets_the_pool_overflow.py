"""open: ten more than pool_size are opened."""

from tests.plant import plant

CAUGHT_BY = "test_opening.py::test_no_free_connection_raises_pool_exhausted_in_time"

Database = plant(
    "sqlmodel_orm/database.py",
    """
        max_overflow=0,
""",
    """
""",
)
