"""edit_task: the row is read without a lock."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "sqlalchemy_orm/repository.py", "get(Task, task_id, with_for_update=True)", "get(Task, task_id)"
)
