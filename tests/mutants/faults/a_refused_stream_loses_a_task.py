"""sharing: a step that is refused has taken its task off the stream."""

from tests.plant import plant

CAUGHT_BY = "test_sharing.py::test_t14_a_stream_gives_nothing_in_the_middle_of_a_call"

Database = plant(
    "shared/task_stream.py",
    """
        self._unit.require_idle()
        for task in self._batch:
""",
    """
        for task in self._batch:
            self._unit.require_idle()
""",
    variant="sqlalchemy_core",
)
