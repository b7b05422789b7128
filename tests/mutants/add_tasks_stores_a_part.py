"""add_tasks: each batch of rows commits by itself."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

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
