"""claim_task: a done task is given out."""

from tests.plant import plant

CAUGHT_BY = "test_claiming.py::test_a_done_task_is_not_claimed"

Database = plant(
    "sqlmodel_orm/repository.py",
    "select(col(Task.id)).where(~col(Task.done), col(Task.assignee).is_(None))",
    "select(col(Task.id)).where(col(Task.assignee).is_(None))",
)
