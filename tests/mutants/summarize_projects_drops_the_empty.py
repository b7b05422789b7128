"""summarize_projects: an inner join drops projects without tasks."""

from tests.plant import plant

CAUGHT_BY = "test_reports.py::test_a_project_without_tasks_is_summarized_as_zeros"

Database = plant(
    "sqlalchemy_core/repository.py", "projects.outerjoin(tasks)", "projects.join(tasks)"
)
