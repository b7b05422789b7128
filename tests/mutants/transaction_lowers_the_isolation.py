"""transaction: one level stands for another."""

from tests.plant import plant

CAUGHT_BY = "test_isolation.py::test_a_transaction_has_the_isolation_level_asked_for"

Database = plant(
    "asyncpg_raw/database.py",
    'Isolation.SERIALIZABLE: "serializable"',
    'Isolation.SERIALIZABLE: "repeatable_read"',
)
