"""list_projects: the next page begins with the last project of this one."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_a_page_begins_above_the_id_it_comes_after"

Database = plant("sqlalchemy_core/repository.py", "projects.c.id > after", "projects.c.id >= after")
