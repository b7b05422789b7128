"""cancellation: SQLAlchemy's pool is not told."""

from tests.plant import plant

CAUGHT_BY = "test_cancel.py::test_t02_cancelled_anywhere_a_call_in_autocommit_writes_all_or_nothing"

Database = plant(
    "sqlalchemy_core/database.py",
    """\
            unit.uses(partial(cut, driver), connection.invalidate, partial(has_ended, driver))
            await connection.execution_options(isolation_level="AUTOCOMMIT")""",
    """\
            kept = connection.get_raw_connection
            unit.uses(partial(cut, driver), kept, partial(has_ended, driver))
            await connection.execution_options(isolation_level="AUTOCOMMIT")""",
)
