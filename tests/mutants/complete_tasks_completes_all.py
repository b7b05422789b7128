"""complete_tasks: the filter is forgotten."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "sqlmodel_orm/repository.py",
    "update(Task).where(~col(Task.done), *matching(where))",
    "update(Task).where(~col(Task.done))",
)
