"""import_tasks: created_at becomes the time of the import."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "sqlalchemy_orm/repository.py",
    '"version": Task.version + 1}',
    '"version": Task.version + 1, "created_at": func.now()}',
)
