"""sharing: a block is left while another task is in a call."""

from tests.plant import plant

CAUGHT_BY = "test_sharing.py::test_t14_left_while_another_task_calls_the_block_writes_nothing"

Database = plant(
    "shared/unit_of_work.py",
    """\
        if self.call_lock.calls or self._savepoints:
""",
    """\
        if self._savepoints:
""",
    variant="asyncpg_raw",
)
