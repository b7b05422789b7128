"""add_project: its tasks are not loaded."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_projects.py"

Database = plant("sqlmodel_orm/repository.py", "Project(name=name, tasks=[])", "Project(name=name)")
