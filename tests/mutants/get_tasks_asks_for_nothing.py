"""get_tasks: a statement is sent for no ids at all."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
        if not task_ids:
            return []
""",
    """
""",
)
