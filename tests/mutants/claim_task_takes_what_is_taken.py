"""claim_task: a task that somebody has is given out."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_claiming.py"

Database = plant(
    "asyncpg_raw/repository.py", "WHERE NOT done AND assignee IS NULL", "WHERE NOT done"
)
