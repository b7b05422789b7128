"""complete_tasks: the version stays."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_completing_changes_nothing_but_done_and_the_version"

Database = plant(
    "sqlalchemy_orm/repository.py",
    "statement.values(done=True, version=Task.version + 1)",
    "statement.values(done=True)",
)
