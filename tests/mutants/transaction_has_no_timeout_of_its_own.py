"""transaction: statement_timeout is forgotten."""

from tests.plant import plant

CAUGHT_BY = "test_isolation.py::test_the_limit_of_a_block_replaces_that_of_the_settings"

Database = plant(
    "sqlalchemy_core/database.py",
    """
                if statement_timeout is not None:
                    await connection.execute(_set_timeout(statement_timeout))
""",
    """
""",
)
