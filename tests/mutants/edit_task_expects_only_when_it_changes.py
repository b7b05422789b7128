"""edit_task: a stale version is no error if nothing would change."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_an_edit_that_expects_another_version_is_stale"

Database = plant(
    "asyncpg_raw/repository.py",
    """
            if expected_version is not None and task.version != expected_version:
                raise StaleTask(task_id, expected_version, task.version)
""",
    """
""",
)
