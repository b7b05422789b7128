"""add_task: the due date is not among the columns written."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "asyncpg_raw/mapping.py",
    "new.assignee, new.due_at, new.external_id",
    "new.assignee, None, new.external_id",
)
