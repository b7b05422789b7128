"""edit_task: the row is read without a lock."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_two_edits_at_the_same_time_keep_both_fields"

Database = plant(
    "sqlalchemy_orm/repository.py", "with_for_update=bool(changes)", "with_for_update=False"
)
