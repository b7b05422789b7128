"""add_tasks: an insert of no rows is one row of defaults."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
        if not new:
            return []
""",
    """
""",
)
