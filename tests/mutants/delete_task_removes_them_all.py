"""delete_task: the WHERE is forgotten."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_deleting_removes_the_task_and_no_other"

Database = plant(
    "sqlalchemy_core/repository.py", "delete(tasks).where(tasks.c.id == task_id)", "delete(tasks)"
)
