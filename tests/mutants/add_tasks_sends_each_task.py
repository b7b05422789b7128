"""add_tasks: a statement for each task."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_adding_tasks_is_set_based"

Database = plant(
    "sqlalchemy_orm/repository.py",
    """
            result = await self._session.scalars(statement, list(map(values_of, new)))
            return result.all()
""",
    """
            return [await self._session.scalar(statement, values_of(task)) for task in new]
""",
)
