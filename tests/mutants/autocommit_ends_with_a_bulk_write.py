"""autocommit: after a write that made its own transaction nothing commits any more."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_autocommit.py"

Database = plant(
    "sqlalchemy_core/database.py",
    """
        await connection.execution_options(isolation_level="AUTOCOMMIT")
""",
    """
        pass
""",
)
