"""commit: a lost answer is a lost connection."""

from tests.plant import plant

CAUGHT_BY = "test_commit.py::test_t01_a_lost_answer_to_commit_raises_outcome_unknown"

Database = plant(
    "shared/unit_of_work.py",
    """\
            self._committing = not self._read_only
""",
    "",
    variant="sqlmodel_orm",
)
