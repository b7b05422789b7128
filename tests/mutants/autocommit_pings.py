"""autocommit: every checkout asks whether the connection still lives."""

from tests.plant import plant

CAUGHT_BY = "test_round_trips.py::test_a_read_in_autocommit_takes_one_round_trip"

Database = plant("sqlalchemy_orm/database.py", "pool_pre_ping=False", "pool_pre_ping=True")
