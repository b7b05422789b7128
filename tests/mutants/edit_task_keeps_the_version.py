"""edit_task: the version stays."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_an_edit_changes_the_given_field_only"

Database = plant(
    "sqlalchemy_core/repository.py",
    ".values(**changes, version=tasks.c.version + 1)",
    ".values(**changes)",
)
