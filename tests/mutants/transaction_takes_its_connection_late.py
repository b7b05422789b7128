"""transaction: the session waits for the first statement before it borrows one."""

from tests.plant import plant

CAUGHT_BY = "test_transactions.py::test_a_block_holds_one_connection_from_its_first_line"

Database = plant(
    "sqlmodel_orm/database.py",
    """
            connection = await session.connection(execution_options=options)
            driver = _driver_of(connection)
            unit.uses(partial(cut, driver), connection.invalidate, partial(has_ended, driver))
""",
    """
            if options:
                await session.connection(execution_options=options)
""",
)
