"""add_tasks: each batch of rows commits by itself."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_one_task_of_a_missing_project_refuses_the_whole_bulk_write"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
        async with self._atomic():
            result = await self._connection.scalars(statement, list(map(values_of, new)))
            return result.all()
""",
    """
        result = await self._connection.scalars(statement, list(map(values_of, new)))
        return result.all()
""",
)
