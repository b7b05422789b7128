"""add_tasks: the ids are in another order than the tasks."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_the_ids_of_added_tasks_are_in_the_order_given"

Database = plant(
    "asyncpg_raw/repository.py",
    'return sorted(row["id"] for row in rows)',
    'return sorted((row["id"] for row in rows), reverse=True)',
)
