"""get_tasks: one parameter for each id, of which asyncpg takes 32,767."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_a_hundred_thousand_ids_can_be_asked_for"

Database = plant(
    "sqlmodel_orm/repository.py", "col(Task.id) == any_(ids)", "col(Task.id).in_(task_ids)"
)
