"""import_tasks: created_at becomes the time of the import."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_importing_a_known_task_with_one_other_value_updates_it"

Database = plant(
    "sqlalchemy_orm/repository.py",
    '"version": Task.version + 1}',
    '"version": Task.version + 1, "created_at": func.now()}',
)
