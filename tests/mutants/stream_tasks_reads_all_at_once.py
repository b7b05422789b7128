"""stream_tasks: everything is in memory before the first is given."""

from tests.plant import plant

CAUGHT_BY = "test_streaming.py::test_a_stream_fetches_batch_by_batch"

Database = plant(
    "asyncpg_raw/repository.py",
    "async for row in self._connection.cursor(statement, *arguments, prefetch=STREAM_BATCH):",
    "for row in await self._connection.fetch(statement, *arguments):",
)
