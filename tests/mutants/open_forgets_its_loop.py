"""open: another event loop may use it."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_opening.py"

Database = plant(
    "shared/boundary.py",
    "if self._loop is None or self._loop is not asyncio.get_running_loop():",
    "if self._loop is None:",
    variant="asyncpg_raw",
)
