"""deadline: nobody looks whether a wait is overdue."""

from tests.plant import plant

CAUGHT_BY = "test_frozen.py::test_t08_frozen_anywhere_the_limit_of_the_settings_ends_the_block"

Database = plant(
    "shared/watchdog.py",
    """\
self._timer = self._loop.call_later(TICK, self._look)

    def forget""",
    """\
self._timer = None

    def forget""",
    variant="asyncpg_raw",
)
