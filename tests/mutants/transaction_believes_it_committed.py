"""transaction: a failure that was swallowed goes unnoticed."""

from tests.plant import plant

CAUGHT_BY = "test_transactions.py::test_a_swallowed_failure_raises_transaction_aborted_at_the_end"

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
