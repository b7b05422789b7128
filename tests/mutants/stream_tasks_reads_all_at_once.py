"""stream_tasks: everything is in memory before the first is given."""

from tests.plant import plant

CAUGHT_BY = "test_streaming.py::test_a_stream_fetches_batch_by_batch"

Database = plant(
    "asyncpg_raw/repository.py",
    "while rows := await cursor.fetch(STREAM_BATCH):",
    "while rows := await cursor.fetch(1_000_000):",
)
