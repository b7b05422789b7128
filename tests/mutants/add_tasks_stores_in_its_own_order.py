"""add_tasks: the tasks are sorted before they are sent."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_the_ids_of_added_tasks_are_in_the_order_given"

Database = plant(
    "sqlmodel_orm/repository.py",
    "params=list(map(values_of, new))",
    "params=sorted(map(values_of, new), key=str)",
)
