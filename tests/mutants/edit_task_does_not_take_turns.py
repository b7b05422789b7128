"""edit_task: the row is read without a lock."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_two_edits_at_the_same_time_keep_both_fields"

Database = plant(
    "sqlalchemy_orm/repository.py", "get(Task, task_id, with_for_update=True)", "get(Task, task_id)"
)
