"""newest_tasks: tasks without a project are one more group."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_reports.py"

Database = plant(
    "sqlalchemy_orm/repository.py", ".where(Task.project_id.is_not(None)).subquery()", ".subquery()"
)
