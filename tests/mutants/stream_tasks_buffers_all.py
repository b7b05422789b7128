"""stream_tasks: objects are made of all rows before the first is given."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_streaming.py"

Database = plant(
    "sqlalchemy_orm/repository.py",
    "batched = statement.execution_options(yield_per=STREAM_BATCH)",
    "batched = statement",
)
