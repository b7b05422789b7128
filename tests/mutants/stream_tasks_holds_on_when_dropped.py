"""stream_tasks: a stream left early is never closed."""

from tests.plant import plant

CAUGHT_BY = "test_streaming.py::test_a_stopped_stream_leaves_no_transaction_in_autocommit"

Database = plant(
    "shared/unit_of_work.py",
    """
        with self.wait:
            await self._close(self.streams.dropped())
""",
    """
""",
    variant="sqlalchemy_orm",
)
