"""list_projects: an inner join drops projects without tasks."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_projects.py"

Database = plant(
    "sqlmodel_orm/mapping.py",
    "joinedload(Project.tasks)",
    "joinedload(Project.tasks, innerjoin=True)",
)
