"""newest_tasks: the limit is off by one."""

from tests.plant import plant

CAUGHT_BY = "test_reports.py::test_of_each_project_at_most_so_many_are_the_newest"

Database = plant(
    "sqlmodel_orm/repository.py", "ranked.c.rank <= per_project", "ranked.c.rank < per_project"
)
