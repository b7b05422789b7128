"""add_tasks: the ids are in another order than the tasks."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "asyncpg_raw/repository.py",
    'return sorted(row["id"] for row in rows)',
    'return sorted((row["id"] for row in rows), reverse=True)',
)
