"""add_tasks: only some of the columns are written."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_bulk_stores_every_field_as_given"

Database = plant(
    "sqlmodel_orm/repository.py",
    "params=list(map(values_of, new))",
    'params=[{"title": task.title, "done": task.done} for task in new]',
)
