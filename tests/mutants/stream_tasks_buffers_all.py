"""stream_tasks: objects are made of all rows before the first is given."""

from tests.plant import plant

CAUGHT_BY = "test_streaming.py::test_a_stream_fetches_batch_by_batch"

Database = plant(
    "sqlalchemy_orm/repository.py",
    "batched = statement.execution_options(yield_per=STREAM_BATCH)",
    "batched = statement",
)
