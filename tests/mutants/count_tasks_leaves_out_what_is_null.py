"""count_tasks: a column is counted, not the rows."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_counting_meets_no_limit"

Database = plant(
    "asyncpg_raw/repository.py",
    '"SELECT count(*) FROM tasks WHERE {condition}"',
    '"SELECT count(assignee) FROM tasks WHERE {condition}"',
)
