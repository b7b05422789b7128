"""stream_tasks: going on after the block looks like the end of the tasks."""

from tests.plant import plant

CAUGHT_BY = "test_streaming.py::test_going_on_after_the_block_raises_closed"

Database = plant(
    "shared/unit_of_work.py",
    'Raises what `enter` raises."""\n        self._require_usable()',
    'Raises what `enter` raises."""',
    variant="sqlmodel_orm",
)
