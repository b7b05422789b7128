"""pool_status: connections in use are not open."""

from tests.plant import plant

CAUGHT_BY = "test_opening.py::test_the_pool_status_counts_what_is_in_use"

Database = plant(
    "sqlalchemy_orm/database.py", "open=pool.checkedin() + in_use", "open=pool.checkedin()"
)
