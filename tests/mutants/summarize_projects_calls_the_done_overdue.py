"""summarize_projects: done tasks are overdue."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_reports.py"

Database = plant(
    "sqlalchemy_orm/repository.py",
    "filter(~Task.done & (Task.due_at < func.now()))",
    "filter(Task.due_at < func.now())",
)
