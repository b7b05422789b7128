"""transaction: one level stands for another."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_isolation.py"

Database = plant(
    "asyncpg_raw/database.py",
    'Isolation.SERIALIZABLE: "serializable"',
    'Isolation.SERIALIZABLE: "repeatable_read"',
)
