"""deadline: who was cancelled waits as long as anybody."""

from tests.plant import plant

CAUGHT_BY = "test_frozen.py::test_t08_frozen_anywhere_the_deadline_of_the_caller_ends_the_block"

Database = plant(
    "shared/watchdog.py",
    """\
        if self._task.cancelling() > self._cancels:
            self._due = min(self._due, now + GRACE)
""",
    "",
    variant="sqlmodel_orm",
)
