"""get_project: tasks come as they lie."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_a_project_comes_with_all_its_tasks_by_id"

Database = plant(
    "sqlalchemy_core/mapping.py", ".order_by(project.c.id, tasks.c.id)", ".order_by(project.c.id)"
)
