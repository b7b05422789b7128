"""autocommit: after a write that made its own transaction nothing commits any more."""

from tests.plant import plant

CAUGHT_BY = "test_autocommit.py::test_after_a_bulk_write_every_statement_commits_by_itself_again"

Database = plant(
    "sqlalchemy_core/database.py",
    """
            await connection.execution_options(isolation_level="AUTOCOMMIT")


CLIENT""",
    """
            pass


CLIENT""",
)
