"""newest_tasks: the limit is off by one."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_reports.py"

Database = plant(
    "sqlmodel_orm/repository.py", "ranked.c.rank <= per_project", "ranked.c.rank < per_project"
)
