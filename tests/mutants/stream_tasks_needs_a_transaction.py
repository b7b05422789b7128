"""stream_tasks: there is no cursor in autocommit."""

from tests.plant import plant

CAUGHT_BY = "test_streaming.py::test_a_stream_is_in_the_order_of_the_ids"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
        async with self._atomic():
            result = await self._connection.stream(batched)
            try:
                while batch := await result.fetchmany():  # a row at a time is a greenlet for each
                    yield batch
            finally:
                await result.close()
""",
    """
        result = await self._connection.stream(batched)
        try:
            while batch := await result.fetchmany():
                yield batch
        finally:
            await result.close()
""",
)
