"""load_tasks: what the caller's iterable raises is translated."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_an_exception_out_of_the_generator_goes_on_unchanged"

Database = plant(
    "asyncpg_raw/repository.py", "map(values_of, self._unit.watch(new))", "map(values_of, new)"
)
