"""transaction: an answer to COMMIT that was lost is called a failure."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_transactions.py"

Database = plant(
    "shared/unit_of_work.py",
    "self._committing = self.transactional",
    "self._committing = False",
    variant="asyncpg_raw",
)
