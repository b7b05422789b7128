"""delete_project: the tasks are deleted too."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_projects.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
        statement = delete(projects).where(projects.c.id == project_id).returning(projects.c.id)
""",
    """
        await self._connection.execute(delete(tasks).where(tasks.c.project_id == project_id))
        statement = delete(projects).where(projects.c.id == project_id).returning(projects.c.id)
""",
)
