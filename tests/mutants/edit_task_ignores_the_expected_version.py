"""edit_task: a stale caller overwrites."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "sqlalchemy_orm/repository.py",
    """
            if expected_version is not None and task.version != expected_version:
                raise StaleTask(task_id, expected_version, task.version)
""",
    """
""",
)
