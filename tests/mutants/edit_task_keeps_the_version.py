"""edit_task: the version stays."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    ".values(**changes, version=tasks.c.version + 1)",
    ".values(**changes)",
)
