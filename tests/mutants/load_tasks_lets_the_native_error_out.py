"""load_tasks: what COPY raises is not of SQLAlchemy, and leaves as it is."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "sqlalchemy_core/database.py", 'case _ if hasattr(error, "sqlstate"):', "case Diagnosis():"
)
