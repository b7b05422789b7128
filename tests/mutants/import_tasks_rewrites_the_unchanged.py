"""import_tasks: every known task is written again."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
            where=or_(*differs),
""",
    """
""",
)
