"""savepoint: a failure that was undone still dooms the transaction."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_savepoints.py"

Database = plant(
    "shared/unit_of_work.py",
    """
            self._failure = outer_failure
            raise
""",
    """
            raise
""",
    variant="sqlmodel_orm",
)
