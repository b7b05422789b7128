"""cancellation: entered in two steps, and lost between them."""

from tests.plant import plant

CAUGHT_BY = "test_cancel.py::test_t02_cancelled_anywhere_a_call_in_autocommit_writes_all_or_nothing"
DRIVER = "psycopg"

Database = plant(
    "sqlalchemy_orm/database.py",
    """\
            self._engine.connect() as connection,
            # What""",
    """\
            self._engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection,
            # What""",
)
