"""transaction: the timeout outlives the block."""

from tests.plant import plant

CAUGHT_BY = "test_isolation.py::test_the_limit_of_a_block_ends_with_it"

Database = plant(
    "asyncpg_raw/database.py",
    "set_config('statement_timeout', $1, true)",
    "set_config('statement_timeout', $1, false)",
)
