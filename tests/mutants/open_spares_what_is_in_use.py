"""open: connections in use outlive it."""

from tests.plant import plant

CAUGHT_BY = "test_opening.py::test_leaving_cuts_a_connection_that_is_still_in_use"

Database = plant(
    "sqlalchemy_orm/database.py", "for connection in connections:", "for connection in set():"
)
