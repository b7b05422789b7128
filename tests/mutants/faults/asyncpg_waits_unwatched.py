"""deadline: the connection is not made known."""

from tests.plant import plant

CAUGHT_BY = "test_frozen.py::test_t08_frozen_anywhere_the_limit_of_the_settings_ends_the_block"

Database = plant(
    "asyncpg_raw/database.py",
    """\
            unit.uses(partial(_cut, connection), connection.close, partial(_has_ended, connection))
            level""",
    "            level",
)
