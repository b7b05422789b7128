"""edit_task: a stale caller overwrites."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_an_edit_that_expects_another_version_is_stale"

Database = plant(
    "sqlalchemy_orm/repository.py",
    """
            if expected_version is not None and task.version != expected_version:
                raise StaleTask(task_id, expected_version, task.version)
""",
    """
""",
)
