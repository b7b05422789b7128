"""count_tasks: a column is counted, not the rows."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant(
    "asyncpg_raw/repository.py",
    '"SELECT count(*) FROM tasks WHERE {condition}"',
    '"SELECT count(assignee) FROM tasks WHERE {condition}"',
)
