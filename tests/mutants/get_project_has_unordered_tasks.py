"""get_project: tasks come as they lie."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_projects.py"

Database = plant(
    "sqlalchemy_core/mapping.py", ".order_by(project.c.id, tasks.c.id)", ".order_by(project.c.id)"
)
