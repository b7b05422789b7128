"""get_project: an inner join drops a project without tasks."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_projects.py"

Database = plant("asyncpg_raw/mapping.py", "LEFT JOIN tasks", "JOIN tasks")
