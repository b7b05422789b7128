"""savepoint: it is allowed in autocommit."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_savepoints.py"

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
