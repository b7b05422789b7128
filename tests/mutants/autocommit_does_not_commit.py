"""autocommit: it opens a transaction that nobody commits."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_autocommit.py"

Database = plant(
    "sqlalchemy_core/database.py",
    "self._autocommit_engine.connect() as connection,",
    "self._engine.connect() as connection,",
)
