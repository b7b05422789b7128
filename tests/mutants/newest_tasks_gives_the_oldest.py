"""newest_tasks: the order is turned round."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_reports.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    "(tasks.c.created_at.desc(), tasks.c.id.desc())",
    "(tasks.c.created_at, tasks.c.id)",
)
