"""get_project: an unknown id gives None."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_projects.py"

Database = plant(
    "sqlmodel_orm/repository.py",
    """
        if project is None:
            raise ProjectNotFound(project_id)
        return project
""",
    """
        return project
""",
)
