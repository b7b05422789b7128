"""add_project: its tasks are not loaded."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_an_added_project_has_no_tasks"

Database = plant("sqlmodel_orm/repository.py", "Project(name=name, tasks=[])", "Project(name=name)")
