"""newest_tasks: the limit is of all projects together."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_reports.py"

Database = plant(
    "asyncpg_raw/repository.py",
    "WHERE rank <= $1 ORDER BY project_id, rank",
    "ORDER BY project_id, rank LIMIT $1",
)
