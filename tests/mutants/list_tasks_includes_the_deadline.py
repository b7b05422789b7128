"""list_tasks: due_before is inclusive."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_due_before_is_exclusive"

Database = plant("sqlmodel_orm/mapping.py", "< where.due_before", "<= where.due_before")
