"""transaction: the connection is given back without COMMIT."""

from tests.plant import plant

CAUGHT_BY = "tests/contract"

Database = plant(
    "sqlalchemy_core/database.py",
    "_with_options(self._engine, isolation, read_only=read_only).begin() as connection,",
    "_with_options(self._engine, isolation, read_only=read_only).connect() as connection,",
)
