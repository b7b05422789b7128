"""transaction: statement_timeout is forgotten."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_isolation.py"

Database = plant(
    "sqlalchemy_core/database.py",
    """
                if statement_timeout is not None:
                    await connection.execute(_set_timeout(statement_timeout))
""",
    """
""",
)
