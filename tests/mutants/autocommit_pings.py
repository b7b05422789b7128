"""autocommit: every checkout asks whether the connection still lives."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_round_trips.py"

Database = plant("sqlalchemy_orm/database.py", "pool_pre_ping=False", "pool_pre_ping=True")
