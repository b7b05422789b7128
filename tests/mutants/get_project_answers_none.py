"""get_project: an unknown id gives None."""

from tests.plant import plant

CAUGHT_BY = "tests/contract"

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
