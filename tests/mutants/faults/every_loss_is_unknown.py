"""commit: any lost connection has an unknown outcome."""

from tests.plant import plant

CAUGHT_BY = "test_frozen.py::test_t08_frozen_anywhere_the_limit_of_the_settings_ends_the_block"

Database = plant(
    "shared/unit_of_work.py",
    """\
            if not self._committing:
                raise
""",
    "",
    variant="asyncpg_raw",
)
