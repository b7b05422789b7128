"""list_projects: the limit is of tasks, not of projects."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_the_limit_counts_projects_and_not_their_tasks"

Database = plant(
    "asyncpg_raw/repository.py", 'ORDER BY id LIMIT $2""")', 'ORDER BY id""") + " LIMIT $2"'
)
