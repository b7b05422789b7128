"""list_tasks: due_before is inclusive."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant("sqlmodel_orm/mapping.py", "< where.due_before", "<= where.due_before")
