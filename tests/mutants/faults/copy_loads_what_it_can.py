"""bulk: rows before the bad one are kept."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_t13_one_bad_row_and_none_is_stored"

Database = plant(
    "asyncpg_raw/repository.py",
    """\
        status = await self._connection.copy_records_to_table(
            "tasks", columns=NEW_TASK_COLUMNS, records=chain([first], rows)
        )
        return count_of(status)""",
    """\
        loaded = 0
        for row in chain([first], rows):
            async with self._connection.transaction():
                status = await self._connection.copy_records_to_table(
                    "tasks", columns=NEW_TASK_COLUMNS, records=[row]
                )
            loaded += count_of(status)
        return loaded""",
)
