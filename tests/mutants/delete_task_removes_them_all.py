"""delete_task: the WHERE is forgotten."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "sqlalchemy_core/repository.py", "delete(tasks).where(tasks.c.id == task_id)", "delete(tasks)"
)
