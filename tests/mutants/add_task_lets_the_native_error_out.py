"""add_task: the driver's own exception leaves."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

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
