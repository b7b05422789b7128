"""transaction: two tasks may use one connection."""

from tests.plant import plant

CAUGHT_BY = "test_transactions.py"

Database = plant(
    "shared/call_lock.py",
    "if self.calls:\n            raise ConcurrentUse(\n",
    "if False:\n            raise ConcurrentUse(\n",
    variant="sqlmodel_orm",
)
