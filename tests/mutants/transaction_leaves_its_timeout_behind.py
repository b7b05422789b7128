"""transaction: the timeout is set for the session, and the next borrower has it."""

from tests.plant import plant

CAUGHT_BY = "test_isolation.py::test_the_limit_of_a_block_ends_with_it"

Database = plant(
    "sqlmodel_orm/database.py", "milliseconds(seconds), True))", "milliseconds(seconds), False))"
)
