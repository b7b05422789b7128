"""list_projects: an inner join drops projects without tasks."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_projects_are_listed_by_id"

Database = plant(
    "sqlmodel_orm/mapping.py",
    "joinedload(Project.tasks)",
    "joinedload(Project.tasks, innerjoin=True)",
)
