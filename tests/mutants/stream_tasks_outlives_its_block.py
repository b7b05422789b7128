"""stream_tasks: going on after the block gives what had been fetched before."""

from tests.plant import plant

CAUGHT_BY = "test_streaming.py::test_going_on_after_the_block_raises_closed"

Database = plant(
    "shared/task_stream.py",
    "        self._unit.require_idle()\n",
    "",
    variant="sqlmodel_orm",
)
