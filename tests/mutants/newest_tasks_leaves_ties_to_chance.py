"""newest_tasks: equal times have no order."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_reports.py"

Database = plant(
    "asyncpg_raw/repository.py", "ORDER BY created_at DESC, id DESC", "ORDER BY created_at DESC"
)
