"""get_project: an inner join drops a project without tasks."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_a_project_without_tasks_is_found"

Database = plant("asyncpg_raw/mapping.py", "LEFT JOIN tasks", "JOIN tasks")
