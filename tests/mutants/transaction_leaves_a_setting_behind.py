"""transaction: the timeout outlives the block."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_isolation.py"

Database = plant(
    "asyncpg_raw/database.py",
    "set_config('statement_timeout', $1, true)",
    "set_config('statement_timeout', $1, false)",
)
