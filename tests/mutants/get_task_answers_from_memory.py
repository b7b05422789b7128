"""get_task: what the session remembers is taken for what is stored."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_getting_again_sees_what_others_have_committed"

Database = plant(
    "sqlmodel_orm/repository.py", "get(Task, task_id, populate_existing=True)", "get(Task, task_id)"
)
