"""add_task: a constraint leads to the wrong field."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "shared/errors.py",
    '"uq_tasks_external_id": "external_id"',
    '"uq_tasks_external_id": "title"',
    variant="sqlalchemy_core",
)
