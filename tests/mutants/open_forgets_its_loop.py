"""open: another event loop may use it."""

from tests.plant import plant

CAUGHT_BY = "test_opening.py::test_a_database_raises_closed_in_another_event_loop"

Database = plant(
    "shared/boundary.py",
    "if self._loop is None or self._loop is not asyncio.get_running_loop():",
    "if self._loop is None:",
    variant="asyncpg_raw",
)
