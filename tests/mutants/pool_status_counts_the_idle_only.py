"""pool_status: connections in use are not open."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_opening.py"

Database = plant(
    "sqlalchemy_orm/database.py", "open=pool.checkedin() + in_use", "open=pool.checkedin()"
)
