"""newest_tasks: the newest is taken for the one stored last."""

from tests.plant import plant

CAUGHT_BY = "test_reports.py::test_the_newest_tasks_come_newest_first"

Database = plant(
    "sqlalchemy_orm/repository.py",
    "newest_first = (Task.created_at.desc(), Task.id.desc())",
    "newest_first = Task.id.desc()",
)
