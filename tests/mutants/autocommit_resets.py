"""autocommit: the pool's own reset query goes with every release."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_round_trips.py"

Database = plant(
    "asyncpg_raw/database.py",
    """
        reset=_leave_session_alone,
""",
    """
""",
)
