"""add_task: the driver's own exception leaves."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_adding_to_a_missing_project_raises_missing_reference"

Database = plant(
    "asyncpg_raw/database.py",
    """
        case asyncpg.PostgresError():
            return Diagnosis.of_driver(error)
""",
    """
        case asyncpg.PostgresError():
            return None
""",
)
