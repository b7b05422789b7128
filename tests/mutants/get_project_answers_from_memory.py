"""get_project: what the session remembers is taken for what is stored."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_projects.py"

Database = plant(
    "sqlmodel_orm/repository.py",
    """
            Project, project_id, options=[WITH_TASKS], populate_existing=True
""",
    """
            Project, project_id, options=[WITH_TASKS]
""",
)
