"""deadline: an overdue wait is noticed, and goes on."""

from tests.plant import plant

CAUGHT_BY = "test_frozen.py::test_t08_frozen_anywhere_the_limit_of_the_settings_ends_the_block"

Database = plant(
    "shared/watchdog.py",
    """\
        if self._cut is not None:
            self._cut()
""",
    "",
    variant="sqlalchemy_core",
)
