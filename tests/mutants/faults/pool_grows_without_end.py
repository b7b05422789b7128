"""pool: it overflows when it is exhausted."""

from tests.plant import plant

CAUGHT_BY = "test_pool.py::test_an_exhausted_pool_is_told_within_a_fifth_of_the_limit"

Database = plant(
    "sqlalchemy_orm/database.py",
    "max_overflow=0",
    "max_overflow=-1",
)
