"""complete_tasks: the version stays."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "sqlalchemy_orm/repository.py",
    "statement.values(done=True, version=Task.version + 1)",
    "statement.values(done=True)",
)
