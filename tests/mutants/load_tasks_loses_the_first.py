"""load_tasks: looking whether there is a first task drops it."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant("asyncpg_raw/repository.py", "records=chain([first], rows)", "records=rows")
