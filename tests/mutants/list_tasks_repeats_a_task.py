"""list_tasks: the next page begins with the last task of this one."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant("sqlalchemy_core/mapping.py", "tasks.c.id > after", "tasks.c.id >= after")
