"""transaction: the repository does not know that its block was left."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_transactions.py"

Database = plant(
    "shared/unit_of_work.py",
    "if not self._open or self._loop is not",
    "if self._loop is not",
    variant="sqlalchemy_core",
)
