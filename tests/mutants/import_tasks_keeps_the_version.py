"""import_tasks: the version stays."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "sqlmodel_orm/repository.py",
    """
            set_={**given, "version": col(Task.version) + 1},
""",
    """
            set_=given,
""",
)
