"""summarize_projects: done tasks are overdue."""

from tests.plant import plant

CAUGHT_BY = "test_reports.py::test_only_an_open_task_past_due_is_overdue"

Database = plant(
    "sqlalchemy_orm/repository.py",
    "filter(~Task.done & (Task.due_at < func.now()))",
    "filter(Task.due_at < func.now())",
)
