"""import_tasks: a field that is empty never differs."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "sqlmodel_orm/repository.py",
    "getattr(Task, column).is_distinct_from(value)",
    "getattr(Task, column) != value",
)
