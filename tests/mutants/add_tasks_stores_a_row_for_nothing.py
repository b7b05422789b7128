"""add_tasks: an insert of no rows is one row of defaults."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_an_empty_bulk_write_sends_nothing"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
        if not new:
            return []
""",
    """
""",
)
