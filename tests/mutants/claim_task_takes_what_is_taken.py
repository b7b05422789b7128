"""claim_task: a task that somebody has is given out."""

from tests.plant import plant

CAUGHT_BY = "test_claiming.py::test_tasks_are_claimed_by_id"

Database = plant(
    "asyncpg_raw/repository.py", "WHERE NOT done AND assignee IS NULL", "WHERE NOT done"
)
