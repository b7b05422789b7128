"""list_tasks: an empty assignee is taken for not given."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant("sqlmodel_orm/mapping.py", "if where.assignee is not None:", "if where.assignee:")
