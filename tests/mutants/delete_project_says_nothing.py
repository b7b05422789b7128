"""delete_project: deleting what is not there is no error."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_deleting_an_unknown_project_raises_project_not_found"

Database = plant(
    "sqlmodel_orm/repository.py",
    """
        result = await self._session.exec(statement)
        if result.one_or_none() is None:
            raise ProjectNotFound(project_id)
""",
    """
        await self._session.exec(statement)
""",
)
