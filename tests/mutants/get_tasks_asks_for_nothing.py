"""get_tasks: a statement is sent for no ids at all."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_no_ids_ask_nothing_of_postgres"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
        if not task_ids:
            return []
""",
    """
""",
)
