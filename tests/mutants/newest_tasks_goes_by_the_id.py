"""newest_tasks: the newest is taken for the one stored last."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_reports.py"

Database = plant(
    "sqlalchemy_orm/repository.py",
    "newest_first = (Task.created_at.desc(), Task.id.desc())",
    "newest_first = Task.id.desc()",
)
