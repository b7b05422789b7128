"""add_project: the constraint is not known."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_a_project_of_a_known_name_is_a_duplicate"

Database = plant(
    "shared/errors.py",
    """
    "uq_projects_name": "name",
""",
    """
""",
    variant="asyncpg_raw",
)
