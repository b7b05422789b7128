"""autocommit: another call is let in between two steps of a stream."""

from tests.plant import plant

CAUGHT_BY = "test_autocommit.py::test_while_a_stream_is_open_any_other_call_raises_concurrent_use"

Database = plant(
    "shared/unit_of_work.py",
    "if self.streams.under_way and not self.transactional:",
    "if False:",
    variant="sqlalchemy_orm",
)
