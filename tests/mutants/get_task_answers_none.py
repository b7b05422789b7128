"""get_task: an unknown id gives None."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_getting_an_unknown_task_raises_task_not_found"

Database = plant(
    "sqlalchemy_orm/repository.py",
    """
        task = await self._session.get(Task, task_id, populate_existing=True)
        if task is None:
            raise TaskNotFound(task_id)
        return task
""",
    """
        return await self._session.get(Task, task_id, populate_existing=True)
""",
)
