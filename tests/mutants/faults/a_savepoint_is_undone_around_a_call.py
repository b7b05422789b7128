"""sharing: a savepoint is undone while another task is in a call."""

from tests.plant import plant

CAUGHT_BY = "test_sharing.py::test_t14_a_savepoint_left_while_another_task_calls_loses_all"

Database = plant(
    "shared/call_lock.py",
    """\
            if self.calls:
                await self.end_call(cut)
        finally:
""",
    """\
            pass
        finally:
""",
    variant="sqlalchemy_core",
)
