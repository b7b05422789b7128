"""transaction: the repository does not know that its block was left."""

from tests.plant import plant

CAUGHT_BY = "test_transactions.py::test_a_repository_whose_block_was_left_raises_closed"

Database = plant(
    "shared/unit_of_work.py",
    "if not self._open or self._loop is not",
    "if self._loop is not",
    variant="sqlalchemy_core",
)
