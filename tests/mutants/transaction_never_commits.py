"""transaction: the connection is given back without COMMIT."""

from tests.plant import plant

CAUGHT_BY = "test_transactions.py::test_a_block_left_cleanly_is_committed"

Database = plant(
    "sqlalchemy_core/database.py",
    """
            async with connection.begin():
                if statement_timeout""",
    """
            async with connection:
                if statement_timeout""",
)
