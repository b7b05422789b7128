"""Takes the highest id and adds one: ids come back, and two at once take the same.

way = "asyncpg_raw"
fails = ["test_an_id_is_never_given_again", "test_the_task_of_another_is_not_taken_for_it"]
"""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared.domain import NewTask
from variants.asyncpg_raw.mapping import NEW_TASK_COLUMNS, TASK_COLUMNS, Task, values_of


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def add_task(self, new: NewTask) -> Task:
        statement = f"""
            INSERT INTO tasks (id, {", ".join(NEW_TASK_COLUMNS)})
            SELECT coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5, $6 FROM tasks
            RETURNING {TASK_COLUMNS}"""
        [row] = await self._connection.fetch(statement, *values_of(new))
        return Task(*row)
