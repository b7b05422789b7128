"""summarize_projects: an inner join drops projects without tasks."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_reports.py"

Database = plant(
    "sqlalchemy_core/repository.py", "projects.outerjoin(tasks)", "projects.join(tasks)"
)
