"""list_projects: the limit is of tasks, not of projects."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_projects.py"

Database = plant(
    "asyncpg_raw/repository.py", 'ORDER BY id LIMIT $2""")', 'ORDER BY id""") + " LIMIT $2"'
)
