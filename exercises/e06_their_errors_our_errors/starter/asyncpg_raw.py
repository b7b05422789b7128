"""e06 in raw asyncpg. You are in a transaction, which is committed for you."""

from __future__ import annotations

from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from shared.domain import NewTask
from shared.errors import Duplicate
from variants.asyncpg_raw.mapping import NEW_TASK_COLUMNS, values_of


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def add_task(self, new: NewTask) -> int:
        statement = f"""
            INSERT INTO tasks ({", ".join(NEW_TASK_COLUMNS)}) VALUES ($1, $2, $3, $4, $5, $6)
            RETURNING id"""
        try:
            task_id: int = await self._connection.fetchval(statement, *values_of(new))
        except asyncpg.PostgresError as error:
            raise Duplicate(str(error), "external_id") from error
        return task_id

    async def add_project(self, name: str) -> int:
        statement = "INSERT INTO projects (name) VALUES ($1) RETURNING id"
        try:
            project_id: int = await self._connection.fetchval(statement, name)
        except asyncpg.PostgresError as error:
            raise Duplicate(str(error), "name") from error
        return project_id
