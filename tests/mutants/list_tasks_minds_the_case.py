"""list_tasks: capitals make a difference."""

from tests.plant import plant

CAUGHT_BY = "tests/contract"

Database = plant("sqlalchemy_orm/mapping.py", "icontains", "contains")
