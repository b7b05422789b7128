"""edit_task: a stale change is written before it is refused."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
            if expected_version is not None:
                statement = statement.where(tasks.c.version == expected_version)
""",
    """
""",
)
