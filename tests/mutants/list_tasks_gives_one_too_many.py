"""list_tasks: the limit is off by one."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant(
    "asyncpg_raw/repository.py",
    "rows = await self._connection.fetch(statement, *arguments, limit)",
    "rows = await self._connection.fetch(statement, *arguments, limit + 1)",
)
