"""add_task: the due date is not among the columns written."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_an_added_task_is_stored_as_given"

Database = plant(
    "asyncpg_raw/mapping.py",
    "new.assignee, new.due_at, new.external_id",
    "new.assignee, None, new.external_id",
)
