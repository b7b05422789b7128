"""add_task: the object is given out before it has been sent."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

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
