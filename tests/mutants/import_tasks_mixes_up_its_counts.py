"""import_tasks: what was inserted counts as updated."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "asyncpg_raw/repository.py", "RETURNING xmax = 0 AS inserted", "RETURNING xmax <> 0 AS inserted"
)
