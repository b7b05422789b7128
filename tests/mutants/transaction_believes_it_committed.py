"""transaction: a failure that was swallowed goes unnoticed."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_transactions.py"

Database = plant(
    "shared/unit_of_work.py",
    """
        if self._failure is not None:
            message""",
    """
        if self._failure is self:
            message""",
    variant="sqlalchemy_core",
)
