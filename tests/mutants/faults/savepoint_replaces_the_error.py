"""savepoint: that it cannot be undone is all that is told."""

from tests.plant import plant

CAUGHT_BY = "test_endings.py::test_a_savepoint_that_cannot_be_undone_lets_the_callers_error_go_on"

Database = plant(
    "shared/savepoint.py",
    """\
        if caller_error is None:
            raise
""",
    """\
        raise
""",
    variant="sqlalchemy_orm",
)
