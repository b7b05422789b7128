"""complete_tasks: tasks that were done already are written and counted again."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_completing_marks_the_matching_open_tasks_only"

Database = plant(
    "sqlalchemy_core/repository.py",
    "update(tasks).where(~tasks.c.done, *matching(where))",
    "update(tasks).where(*matching(where))",
)
