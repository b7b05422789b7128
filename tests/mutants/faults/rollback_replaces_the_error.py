"""rollback: its own failure is what the caller gets."""

from tests.plant import plant

CAUGHT_BY = "test_endings.py::test_a_rollback_that_fails_is_a_note_on_what_caused_it"

Database = plant(
    "shared/unit_of_work.py",
    """\
            raise self._caller_error
        try:""",
    "        try:",
    variant="sqlalchemy_core",
)
