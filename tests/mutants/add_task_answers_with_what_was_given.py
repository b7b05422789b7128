"""add_task: the version is the client's guess."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_an_added_task_is_stored_as_given"

Database = plant(
    "sqlalchemy_core/repository.py",
    "statement = insert(tasks).values(values_of(new)).returning(tasks)",
    "statement = insert(tasks).values(**values_of(new), version=0).returning(tasks)",
)
