"""get_project: its tasks are not loaded."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_a_project_comes_with_all_its_tasks_by_id"

Database = plant(
    "sqlalchemy_orm/repository.py",
    """
            Project, project_id, options=[WITH_TASKS], populate_existing=True
""",
    """
            Project, project_id, populate_existing=True
""",
)
