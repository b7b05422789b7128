"""edit_task: a stale change is written before it is refused."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_an_edit_that_expects_another_version_is_stale"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
        if expected_version is not None:
            statement = statement.where(tasks.c.version == expected_version)
""",
    """
""",
)
