"""summarize_projects: the joined row of an empty project is counted."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_reports.py"

Database = plant("asyncpg_raw/repository.py", "count(tasks.id) AS total", "count(*) AS total")
