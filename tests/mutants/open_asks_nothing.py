"""open: the server is not asked whether it answers."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_opening.py"

Database = plant("asyncpg_raw/database.py", "init_size=1,", "init_size=0,")
