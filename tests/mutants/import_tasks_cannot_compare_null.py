"""import_tasks: a field that is empty never differs."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_importing_a_known_task_with_one_other_value_updates_it"

Database = plant(
    "sqlmodel_orm/repository.py",
    "getattr(Task, column).is_distinct_from(value)",
    "getattr(Task, column) != value",
)
