"""e15 in raw asyncpg. Nothing has begun."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared import protocol
from variants.asyncpg_raw.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def find_tasks(
        self, wanted: Callable[[protocol.Task], bool], most: int
    ) -> Sequence[Task]:
        raise TodoError("task 1: read the tasks by id, and keep those that are wanted")
