"""get_task: the error is about projects."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_getting_an_unknown_task_raises_task_not_found"

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
