"""open: connections in use outlive it."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_opening.py"

Database = plant(
    "sqlalchemy_orm/database.py", "for connection in connections:", "for connection in set():"
)
