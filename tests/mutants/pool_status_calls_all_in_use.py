"""pool_status: idle connections count as used."""

from tests.plant import plant

CAUGHT_BY = "test_opening.py::test_the_pool_status_counts_what_is_in_use"

Database = plant("asyncpg_raw/database.py", "in_use=size - idle", "in_use=size")
