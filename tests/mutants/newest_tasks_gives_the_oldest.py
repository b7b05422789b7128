"""newest_tasks: the order is turned round."""

from tests.plant import plant

CAUGHT_BY = "test_reports.py::test_the_newest_tasks_come_newest_first"

Database = plant(
    "sqlalchemy_core/repository.py",
    "(tasks.c.created_at.desc(), tasks.c.id.desc())",
    "(tasks.c.created_at, tasks.c.id)",
)
