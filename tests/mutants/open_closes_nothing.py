"""open: leaving it keeps the connections."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_opening.py"

Database = plant(
    "asyncpg_raw/database.py",
    """
            await pool.close()
""",
    """
            pass
""",
)
