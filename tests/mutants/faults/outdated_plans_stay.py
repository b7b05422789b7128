"""pool: a connection with outdated plans goes on."""

from tests.plant import plant

CAUGHT_BY = "test_schema_change.py::test_an_outdated_prepared_statement_costs_one_try_at_most"
DRIVER = "psycopg"

Database = plant(
    "sqlmodel_orm/database.py",
    """\
    event.listen(engine.sync_engine, "handle_error", _give_up_outdated)
""",
    "",
)
