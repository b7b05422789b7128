"""get_project: what the session remembers is taken for what is stored."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_a_project_read_twice_shows_what_others_have_committed_since"

Database = plant(
    "sqlmodel_orm/repository.py",
    """
            Project, project_id, options=[WITH_TASKS], populate_existing=True
""",
    """
            Project, project_id, options=[WITH_TASKS]
""",
)
