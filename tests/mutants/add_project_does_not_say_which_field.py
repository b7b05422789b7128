"""add_project: the constraint is not known."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_projects.py"

Database = plant(
    "shared/errors.py",
    """
    "uq_projects_name": "name",
""",
    """
""",
    variant="asyncpg_raw",
)
