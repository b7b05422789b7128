"""transaction: the timeout is set for the session, and the next borrower has it."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_isolation.py"

Database = plant(
    "sqlmodel_orm/database.py", "milliseconds(seconds), True))", "milliseconds(seconds), False))"
)
