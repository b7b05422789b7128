"""transaction: the connection is given back without COMMIT."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_transactions.py"

Database = plant(
    "sqlalchemy_core/database.py",
    """
            async with connection.begin():
                if statement_timeout""",
    """
            async with connection:
                if statement_timeout""",
)
