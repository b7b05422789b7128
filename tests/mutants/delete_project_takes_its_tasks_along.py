"""delete_project: the tasks are deleted too."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_the_tasks_of_a_deleted_project_stay_and_belong_to_none"

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
