"""autocommit: it opens a transaction that nobody commits."""

from tests.plant import plant

CAUGHT_BY = "test_autocommit.py::test_a_write_is_committed_when_its_call_returns"

Database = plant(
    "sqlalchemy_core/database.py",
    "self._autocommit_engine.connect() as connection,",
    "self._engine.connect() as connection,",
)
