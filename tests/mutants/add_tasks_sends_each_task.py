"""add_tasks: a statement for each task."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

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
