"""load_tasks: looking whether there is a first task drops it."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_bulk_stores_every_field_as_given"

Database = plant("asyncpg_raw/repository.py", "records=chain([first], rows)", "records=rows")
