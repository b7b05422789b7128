"""claiming: two workers take the same task."""

from tests.plant import plant

CAUGHT_BY = "test_queue.py::test_t11_each_task_is_claimed_once_by_fifty_workers"

Database = plant(
    "asyncpg_raw/repository.py",
    " FOR UPDATE SKIP LOCKED",
    "",
)
