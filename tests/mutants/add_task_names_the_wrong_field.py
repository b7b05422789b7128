"""add_task: a constraint leads to the wrong field."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_adding_a_known_external_id_raises_duplicate"

Database = plant(
    "shared/errors.py",
    '"uq_tasks_external_id": "external_id"',
    '"uq_tasks_external_id": "title"',
    variant="sqlalchemy_core",
)
