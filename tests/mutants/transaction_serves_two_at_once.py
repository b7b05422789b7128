"""transaction: two tasks may use one connection."""

from tests.plant import plant

CAUGHT_BY = "test_transactions.py"

Database = plant(
    "shared/unit_of_work.py",
    "if self._busy or (self._streams and not self.transactional):",
    "if self._streams and not self.transactional:",
    variant="sqlmodel_orm",
)
