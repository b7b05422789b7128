"""The program makes its tables at the start, if they are missing.

On an empty database it works. On the one that is in use the table is there, so nothing is done, and
no error says so, until a statement names the column that only the code has. `create_all` is the
same for the metadata of Core, ORM and SQLModel. A migration says what changes. (Both are rolled
back here, so that they can be tried.)
"""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import BigInteger, Column, MetaData, String, Table, insert, text
from sqlalchemy.ext.asyncio import AsyncEngine


async def wrong_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    async with pool.acquire() as connection:
        trial = connection.transaction()
        await trial.start()
        try:
            await connection.execute(
                "CREATE TABLE IF NOT EXISTS projects (id bigint, name text, colour text)"
            )
            return await connection.execute(
                """
                INSERT INTO projects (name, colour)
                SELECT 'project ' || number, 'red' FROM generate_series(1, $1::int) AS number""",
                size,
            )
        finally:
            await trial.rollback()


async def right_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    async with pool.acquire() as connection:
        trial = connection.transaction()
        await trial.start()
        try:
            await connection.execute("ALTER TABLE projects ADD COLUMN colour text")
            return await connection.execute(
                """
                INSERT INTO projects (name, colour)
                SELECT 'project ' || number, 'red' FROM generate_series(1, $1::int) AS number""",
                size,
            )
        finally:
            await trial.rollback()


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    metadata = MetaData()
    columns = (Column("name", String(255)), Column("colour", String(20)))
    projects = Table("projects", metadata, Column("id", BigInteger, primary_key=True), *columns)
    rows = [{"name": f"project {number}", "colour": "red"} for number in range(size)]
    async with engine.connect() as connection:
        await connection.run_sync(metadata.create_all)
        await connection.execute(insert(projects), rows)
    return f"{len(rows)} rows inserted"


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    metadata = MetaData()
    columns = (Column("name", String(255)), Column("colour", String(20)))
    projects = Table("projects", metadata, Column("id", BigInteger, primary_key=True), *columns)
    rows = [{"name": f"project {number}", "colour": "red"} for number in range(size)]
    async with engine.connect() as connection:
        await connection.execute(text("ALTER TABLE projects ADD COLUMN colour varchar(20)"))
        await connection.execute(insert(projects), rows)
    return f"{len(rows)} rows inserted"
