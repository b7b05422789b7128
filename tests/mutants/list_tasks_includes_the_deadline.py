"""list_tasks: due_before is inclusive."""

from tests.plant import plant

CAUGHT_BY = "tests/contract"

Database = plant("sqlmodel_orm/mapping.py", "< where.due_before", "<= where.due_before")
