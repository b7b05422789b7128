"""open: leaving it keeps the connections."""

from tests.plant import plant

CAUGHT_BY = "test_opening.py::test_leaving_closes_every_connection"

Database = plant(
    "asyncpg_raw/database.py",
    """
            await pool.close()
""",
    """
            pass
""",
)
