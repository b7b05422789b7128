"""get_project: an unknown id gives None."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_getting_an_unknown_project_raises_project_not_found"

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
