"""pool: what psycopg has not read is not known."""

from tests.plant import plant

CAUGHT_BY = "test_killed.py::test_t07_killed_in_the_pool_nobody_notices"
DRIVER = "psycopg"

Database = plant(
    "shared/line.py",
    "return bool(selector.select(timeout=0))",
    "return False",
    variant="sqlalchemy_orm",
)
