"""savepoint: nothing is undone."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_savepoints.py"

Database = plant(
    "asyncpg_raw/repository.py",
    """
        async with self._connection.transaction():
            yield
""",
    """
        yield
""",
)
