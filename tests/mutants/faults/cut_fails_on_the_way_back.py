"""cutting: a connection that is on its way back to the pool is refused, and ends the watchdog."""

from tests.plant import plant

CAUGHT_BY = "test_cut_off.py::test_cut_off_anywhere_a_unit_of_work_says_that_its_connection_is_lost"

Database = plant(
    "asyncpg_raw/database.py",
    """\
    with suppress(asyncpg.InterfaceError):
        connection.terminate()
""",
    """\
    connection.terminate()
""",
)
