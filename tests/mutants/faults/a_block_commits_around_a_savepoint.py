"""sharing: a block is left while another task is in a savepoint."""

from tests.plant import plant

CAUGHT_BY = "test_sharing.py::test_t14_left_while_another_task_is_in_a_savepoint_all_is_lost"

Database = plant(
    "shared/unit_of_work.py",
    """\
        if self.call_lock.calls or self._savepoints:
""",
    """\
        if self.call_lock.calls:
""",
    variant="sqlmodel_orm",
)
