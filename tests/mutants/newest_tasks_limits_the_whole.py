"""newest_tasks: the limit is of all projects together."""

from tests.plant import plant

CAUGHT_BY = "test_reports.py::test_of_each_project_at_most_so_many_are_the_newest"

Database = plant(
    "asyncpg_raw/repository.py",
    "WHERE rank <= $1 ORDER BY project_id, rank",
    "ORDER BY project_id, rank LIMIT $1",
)
