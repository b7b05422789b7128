"""import_tasks: what was inserted counts as updated."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_importing_new_tasks_inserts_them"

Database = plant(
    "asyncpg_raw/repository.py", "RETURNING xmax = 0 AS inserted", "RETURNING xmax <> 0 AS inserted"
)
