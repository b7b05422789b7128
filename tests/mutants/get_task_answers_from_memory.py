"""get_task: what the session remembers is taken for what is stored."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "sqlmodel_orm/repository.py", "get(Task, task_id, populate_existing=True)", "get(Task, task_id)"
)
