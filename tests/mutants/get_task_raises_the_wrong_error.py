"""get_task: the error is about projects."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
            raise TaskNotFound(task_id)
        return row
""",
    """
            raise ProjectNotFound(task_id)
        return row
""",
)
