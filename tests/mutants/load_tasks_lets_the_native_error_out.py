"""load_tasks: what COPY raises is not of SQLAlchemy, and leaves as it is."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_one_task_of_a_missing_project_refuses_the_whole_bulk_write"

Database = plant(
    "sqlalchemy_core/database.py", 'case _ if hasattr(error, "sqlstate") or', "case Diagnosis() if"
)
