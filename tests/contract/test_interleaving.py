"""Promises about an edit that changes nothing while another commits: nothing falls in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from shared.errors import StaleTask
from shared.protocol import Database
from tests.contract.conftest import Sql
from tests.contract.obstacles import DEADLINE, is_blocked, until

GATE = 4_711

THEIRS = """
    UPDATE tasks SET title = 'theirs', version = version + 1
    WHERE id IN (SELECT id FROM tasks FOR UPDATE SKIP LOCKED)"""
"""The other edit, unless the row is locked: then there is nothing in between to fall into."""


@pytest.fixture
async def gate(sql: Sql) -> AsyncIterator[None]:
    """Every UPDATE of tasks, once it has seen what it is about, waits for an advisory lock."""
    await sql.execute(f"""
        CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_advisory_xact_lock({GATE}); RETURN NULL; END $$;
        CREATE TRIGGER gate AFTER UPDATE ON tasks FOR EACH STATEMENT EXECUTE FUNCTION gate()""")
    yield
    await sql.execute("DROP FUNCTION gate CASCADE")


@asynccontextmanager
async def closed_gate(sql: Sql) -> AsyncIterator[None]:
    """For as long as the block lasts only the session of `sql` gets through."""
    await sql.execute("SELECT pg_advisory_lock($1)", GATE)
    try:
        yield
    finally:
        await sql.execute("SELECT pg_advisory_unlock($1)", GATE)


async def edited_meanwhile(database: Database, sql: Sql, expected_version: int | None) -> str:
    """What an edit of the title "mine" to "mine" returned, while another set it to "theirs"."""
    task_id = await sql.fetchval("INSERT INTO tasks (title) VALUES ('mine') RETURNING id")

    async def edit() -> str:
        async with database.autocommit() as repository:
            try:
                task = await repository.edit_task(
                    task_id, expected_version=expected_version, title="mine"
                )
            except StaleTask:
                return "refused"
            return task.title

    async with asyncio.timeout(DEADLINE):
        async with closed_gate(sql):
            edited = asyncio.create_task(edit())
            await until(lambda: is_blocked(sql, or_done=edited))
            await sql.execute(THEIRS)
        return await edited


@pytest.mark.usefixtures("gate")
async def test_an_edit_is_never_answered_with_what_another_wrote(
    database: Database, sql: Sql
) -> None:
    """At first there is nothing to change, then there is; what is returned was asked for."""
    assert await edited_meanwhile(database, sql, None) == "mine"


@pytest.mark.usefixtures("gate")
async def test_an_edit_is_not_dropped_when_its_version_comes_true_meanwhile(
    database: Database, sql: Sql
) -> None:
    """Either it is made on the version it expects, or it is refused."""
    returned = await edited_meanwhile(database, sql, 2)
    stored = await sql.fetchrow("SELECT title, version FROM tasks")
    assert stored is not None
    seen = (returned, *stored)
    assert seen in [("mine", "mine", 3), ("refused", "theirs", 2), ("refused", "mine", 1)]
