"""autocommit: the connection is never given back."""

from tests.plant import plant

CAUGHT_BY = "test_autocommit.py::test_a_write_is_committed_when_its_call_returns"

Database = plant(
    "asyncpg_raw/database.py",
    """
        async with (
            self._boundary.autocommit() as unit,
            self._pool.acquire(timeout=self._settings.acquire_timeout) as connection,
        ):
""",
    """
        connection = await self._pool.acquire(timeout=self._settings.acquire_timeout)
        async with self._boundary.autocommit() as unit:
""",
)
