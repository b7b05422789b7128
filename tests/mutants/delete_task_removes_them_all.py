"""delete_task: the WHERE is forgotten."""

from tests.plant import plant

CAUGHT_BY = "tests/contract"

Database = plant(
    "sqlalchemy_core/repository.py", "delete(tasks).where(tasks.c.id == task_id)", "delete(tasks)"
)
