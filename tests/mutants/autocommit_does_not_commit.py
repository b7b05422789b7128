"""autocommit: it opens a transaction that nobody commits."""

from tests.plant import plant

CAUGHT_BY = "test_autocommit.py::test_a_write_is_committed_when_its_call_returns"

Database = plant(
    "sqlalchemy_core/database.py",
    'await connection.execution_options(isolation_level="AUTOCOMMIT")\n            async with',
    "async with",
)
