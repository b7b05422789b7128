"""Relies on the transaction that Core begins by itself, and never commits it.

way = "sqlalchemy_core"
fails = [
    "test_everybody_sees_what_was_given",
    "test_the_stored_task_is_given_back",
    "test_the_moment_is_by_postgres_s_clock",
    "test_nothing_is_left_open",
    "test_a_refused_task_is_no_obstacle_to_the_next",
    "test_what_was_stored_stays_readable",
    "test_the_task_of_another_is_not_taken_for_it",
]
"""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain import NewTask
from variants.sqlalchemy_core.mapping import Task, tasks, values_of


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_task(self, new: NewTask) -> Task:
        statement = insert(tasks).values(values_of(new)).returning(tasks)
        row: Task = (await self._connection.execute(statement)).one()
        return row
