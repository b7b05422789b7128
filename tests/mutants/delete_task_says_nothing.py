"""delete_task: deleting what is not there is no error."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_deleting_an_unknown_task_raises_task_not_found"

Database = plant(
    "asyncpg_raw/repository.py",
    """
        if await self._connection.fetchval(statement, task_id) is None:
            raise TaskNotFound(task_id)
""",
    """
        await self._connection.execute(statement, task_id)
""",
)
