"""add_task: the object is given out before it has been sent."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_an_added_task_is_stored_as_given"

Database = plant(
    "sqlmodel_orm/repository.py",
    """
            self._session.add(task)
            await self._session.flush()
""",
    """
            self._session.add(task)
""",
)
