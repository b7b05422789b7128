"""edit_task: a field that is empty never differs."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "asyncpg_raw/repository.py",
    'AND ROW ({", ".join(changes)}) IS DISTINCT FROM ROW ({given})',
    'AND ROW ({", ".join(changes)}) <> ROW ({given})',
)
