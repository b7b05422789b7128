"""autocommit: the pool's own reset query goes with every release."""

from tests.plant import plant

CAUGHT_BY = "test_round_trips.py::test_a_read_in_autocommit_takes_one_round_trip"

Database = plant(
    "asyncpg_raw/database.py",
    """
        reset=_leave_session_alone,
""",
    """
""",
)
