"""savepoint: it is allowed in autocommit."""

from tests.plant import plant

CAUGHT_BY = "test_savepoints.py::test_a_savepoint_in_autocommit_raises_transaction_required"

Database = plant(
    "shared/unit_of_work.py",
    """
        if not self.transactional:
            raise TransactionRequired(""",
    """
        if self.transactional is None:
            raise TransactionRequired(""",
    variant="asyncpg_raw",
)
