"""transaction: every statement commits by itself."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_transactions.py"

Database = plant(
    "asyncpg_raw/database.py",
    """
            connection.transaction(isolation=level, readonly=read_only),
""",
    """
""",
)
