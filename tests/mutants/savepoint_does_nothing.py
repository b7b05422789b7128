"""savepoint: nothing is undone."""

from tests.plant import plant

CAUGHT_BY = "test_savepoints.py::test_an_exception_undoes_the_savepoint_and_nothing_else"

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
