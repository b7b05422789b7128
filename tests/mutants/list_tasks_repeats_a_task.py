"""list_tasks: the next page begins with the last task of this one."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_a_page_begins_above_after"

Database = plant("sqlalchemy_core/mapping.py", "tasks.c.id > after", "tasks.c.id >= after")
