"""cancellation: the connection goes back to the pool as it is."""

from tests.plant import plant

CAUGHT_BY = "test_cancel.py::test_t02_cancelled_anywhere_a_call_in_autocommit_writes_all_or_nothing"

Database = plant(
    "shared/watchdog.py",
    """\
        if isinstance(error, asyncio.CancelledError):
            self.spoiled = True
""",
    """\
        if isinstance(error, asyncio.CancelledError):
            pass
""",
    variant="asyncpg_raw",
)
