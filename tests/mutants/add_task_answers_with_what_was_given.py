"""add_task: the version is the client's guess."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    "statement = insert(tasks).values(values_of(new)).returning(tasks)",
    "statement = insert(tasks).values(**values_of(new), version=0).returning(tasks)",
)
