"""summarize_projects: the joined row of an empty project is counted."""

from tests.plant import plant

CAUGHT_BY = "test_reports.py::test_a_project_without_tasks_is_summarized_as_zeros"

Database = plant("asyncpg_raw/repository.py", "count(tasks.id) AS total", "count(*) AS total")
