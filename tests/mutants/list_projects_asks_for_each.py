"""list_projects: a statement for each project."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_listing_projects_takes_no_more_statements_for_more_projects"

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
