"""stream_tasks: there is no cursor in autocommit."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_streaming.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    "async with self._atomic(), self._connection.stream(batched) as result:",
    "async with self._connection.stream(batched) as result:",
)
