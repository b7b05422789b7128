"""import_tasks: None leaves what is stored."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

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
