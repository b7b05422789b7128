"""commit: what Postgres rolls back looks committed."""

from tests.plant import plant

CAUGHT_BY = "test_commit.py::test_t03_a_swallowed_error_makes_leaving_the_block_raise"

Database = plant(
    "shared/unit_of_work.py",
    """\
            if translated is not error and (self.transactional or lost):
                self._failure = translated
""",
    "",
    variant="asyncpg_raw",
)
