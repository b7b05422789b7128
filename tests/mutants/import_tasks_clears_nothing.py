"""import_tasks: None leaves what is stored."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_importing_a_known_task_with_one_other_value_updates_it"

Database = plant(
    "sqlalchemy_orm/repository.py",
    """
        given = {column: statement.excluded[column] for column in NEW_TASK_COLUMNS}
""",
    """
        given = {
            column: func.coalesce(statement.excluded[column], getattr(Task, column))
            for column in NEW_TASK_COLUMNS
        }
""",
)
