"""savepoint: a failure that was undone still dooms the transaction."""

from tests.plant import plant

CAUGHT_BY = "test_savepoints.py::test_one_savepoint_after_another_fails_alone"

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
