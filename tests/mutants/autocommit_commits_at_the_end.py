"""autocommit: it is a transaction after all."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_autocommit.py"

Database = plant(
    "sqlmodel_orm/database.py",
    "self._autocommit_engine.connect() as connection,",
    "self._engine.begin() as connection,",
)
