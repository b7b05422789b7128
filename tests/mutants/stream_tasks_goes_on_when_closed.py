"""stream_tasks: closed by hand, it still gives what it has fetched."""

from tests.plant import plant

CAUGHT_BY = "test_streaming.py::test_a_stream_that_was_closed_is_at_its_end"

Database = plant(
    "shared/task_stream.py",
    "call_lock.acquire()\n        self._batch = iter(())\n",
    "call_lock.acquire()\n",
    variant="asyncpg_raw",
)
