"""pool: nobody looks whether the session has ended."""

from tests.plant import plant

CAUGHT_BY = "test_killed.py::test_t07_killed_in_the_pool_nobody_notices"

Database = plant(
    "sqlalchemy_core/database.py",
    """\
    event.listen(engine.sync_engine, "checkout", _refuse_ended)
""",
    "",
)
