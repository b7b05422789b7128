"""get_project: its tasks are not loaded."""

from tests.plant import plant

CAUGHT_BY = "tests/contract"

Database = plant(
    "sqlalchemy_orm/repository.py",
    "get(Project, project_id, options=[WITH_TASKS])",
    "get(Project, project_id)",
)
