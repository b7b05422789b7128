"""list_tasks: capitals make a difference."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant("sqlalchemy_orm/mapping.py", "icontains", "contains")
