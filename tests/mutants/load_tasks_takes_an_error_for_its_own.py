"""load_tasks: what the caller's iterable raises is translated."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "asyncpg_raw/repository.py", "map(values_of, self._unit.watch(new))", "map(values_of, new)"
)
