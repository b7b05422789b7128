"""pool_status: idle connections count as used."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_opening.py"

Database = plant("asyncpg_raw/database.py", "in_use=size - idle", "in_use=size")
