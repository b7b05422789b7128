"""transaction: an answer to COMMIT that was lost is called a failure."""

from tests.plant import plant

CAUGHT_BY = "test_transactions.py::test_a_connection_lost_during_commit_raises_outcome_unknown"

Database = plant(
    "shared/unit_of_work.py",
    "self._committing = not self._read_only",
    "self._committing = False",
    variant="asyncpg_raw",
)
