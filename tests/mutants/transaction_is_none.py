"""transaction: every statement commits by itself."""

from tests.plant import plant

CAUGHT_BY = "test_transactions.py::test_nothing_is_visible_outside_before_the_commit"

Database = plant(
    "asyncpg_raw/database.py",
    """
            connection.transaction(
                isolation=LEVELS[isolation] if isolation else None, readonly=read_only
            ),
""",
    "\n",
)
