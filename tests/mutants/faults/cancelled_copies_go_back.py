"""cancellation: SQLAlchemy's pool is not told."""

from tests.plant import plant

CAUGHT_BY = "test_cancel.py::test_t02_cancelled_anywhere_a_call_in_autocommit_writes_all_or_nothing"

Database = plant(
    "sqlalchemy_core/database.py",
    """\
            unit.uses(_cutting(connection), discard=connection.invalidate)
            await connection.execution_options(isolation_level="AUTOCOMMIT")""",
    """\
            unit.uses(_cutting(connection), discard=connection.get_raw_connection)
            await connection.execution_options(isolation_level="AUTOCOMMIT")""",
)
