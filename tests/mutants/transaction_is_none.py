"""transaction: every statement commits by itself."""

from tests.plant import plant

CAUGHT_BY = "test_transactions.py::test_nothing_is_visible_outside_before_the_commit"

Database = plant(
    "asyncpg_raw/database.py",
    """
            async with connection.transaction(isolation=level, readonly=read_only):
""",
    """
            async with nullcontext():
""",
)
