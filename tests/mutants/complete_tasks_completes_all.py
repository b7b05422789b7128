"""complete_tasks: the filter is forgotten."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_completing_marks_the_matching_open_tasks_only"

Database = plant(
    "sqlmodel_orm/repository.py",
    "update(Task).where(~col(Task.done), *matching(where))",
    "update(Task).where(~col(Task.done))",
)
