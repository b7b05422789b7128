"""list_tasks: done=False is taken for not given."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant("sqlalchemy_core/mapping.py", "if where.done is not None:", "if where.done:")
