"""cancellation: what the library raised instead is what leaves the block."""

from tests.plant import plant

CAUGHT_BY = "test_frozen.py::test_t02_cancelled_when_the_connection_has_just_broken_it_is_cancelled"

Database = plant(
    "shared/watchdog.py",
    """\
            self.spoiled = True
            raise asyncio.CancelledError from error
""",
    """\
            self.spoiled = True
""",
    variant="asyncpg_raw",
)
