"""deadline: psycopg is left waiting for its request to cancel."""

from tests.plant import plant

CAUGHT_BY = "test_frozen.py::test_t08_frozen_anywhere_the_deadline_of_the_caller_ends_the_block"
DRIVER = "psycopg"

Database = plant(
    "shared/watchdog.py",
    """\
            task.cancel()
            task.uncancel()
""",
    """\
            return
""",
    variant="sqlalchemy_orm",
)
