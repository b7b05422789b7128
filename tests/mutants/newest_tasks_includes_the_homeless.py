"""newest_tasks: tasks without a project are one more group."""

from tests.plant import plant

CAUGHT_BY = "test_reports.py::test_tasks_of_no_project_are_not_among_the_newest"

Database = plant(
    "sqlalchemy_orm/repository.py", ".where(Task.project_id.is_not(None)).subquery()", ".subquery()"
)
