"""list_projects: the next page begins with the last project of this one."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_projects.py"

Database = plant("sqlalchemy_core/repository.py", "projects.c.id > after", "projects.c.id >= after")
