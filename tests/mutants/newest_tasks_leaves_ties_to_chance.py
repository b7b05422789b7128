"""newest_tasks: equal times have no order."""

from tests.plant import plant

CAUGHT_BY = "test_reports.py::test_of_tasks_created_at_the_same_time_the_higher_id_is_newer"

Database = plant(
    "asyncpg_raw/repository.py", "ORDER BY created_at DESC, id DESC", "ORDER BY created_at DESC"
)
