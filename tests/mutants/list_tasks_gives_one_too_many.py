"""list_tasks: the limit is off by one."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_a_page_is_the_first_tasks_up_to_its_limit"

Database = plant(
    "asyncpg_raw/repository.py",
    "rows = await self._connection.fetch(statement, *arguments, limit)",
    "rows = await self._connection.fetch(statement, *arguments, limit + 1)",
)
