"""list_projects: a statement for each project."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_projects.py"

Database = plant(
    "sqlalchemy_orm/repository.py",
    """
        statement = select(Project).options(WITH_TASKS).order_by(Project.id).limit(limit)
        if after is not None:
            statement = statement.where(Project.id > after)
        result = await self._session.scalars(statement)
        return result.unique().all()
""",
    """
        statement = select(Project).order_by(Project.id).limit(limit)
        if after is not None:
            statement = statement.where(Project.id > after)
        projects = (await self._session.scalars(statement)).all()
        for project in projects:
            await self._session.refresh(project, ["tasks"])
        return projects
""",
)
