"""get_project: its tasks are not loaded."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_projects.py"

Database = plant(
    "sqlalchemy_orm/repository.py",
    """
            Project, project_id, options=[WITH_TASKS], populate_existing=True
""",
    """
            Project, project_id, populate_existing=True
""",
)
