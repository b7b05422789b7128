"""import_tasks: two imports lock their rows in different orders."""

from tests.plant import plant

CAUGHT_BY = "tests/contract"

Database = plant(
    "asyncpg_raw/repository.py",
    "ordered = map(values_of, sorted(new, key=import_order))",
    "ordered = map(values_of, new)",
)
