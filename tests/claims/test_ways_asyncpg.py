"""Claims F1 to F4: reading, records, lists and transaction blocks of asyncpg."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import asyncpg
import psycopg
import pytest
from sqlalchemy import ARRAY, BigInteger, any_, literal, select, text
from sqlalchemy.exc import DBAPIError

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from variants.sqlalchemy_core.mapping import tasks
from workbook.wire import Observer

THREE_TASKS = "INSERT INTO tasks (title) VALUES ('a'), ('b'), ('c')"
IN_ORDER = "SELECT id, title FROM tasks ORDER BY id"
MANY = 40_000


async def test_three_methods_read_and_execute_drops_the_rows(
    sql: Sql, observer: Observer, by_asyncpg: Sql
) -> None:
    """Of three rows fetch receives 3, fetchrow and fetchval 1, and execute 3, for a status."""
    await sql.execute(THREE_TASKS)
    assert await by_asyncpg.fetch(IN_ORDER) == [(1, "a"), (2, "b"), (3, "c")]
    assert await by_asyncpg.fetchrow(IN_ORDER) == (1, "a")
    assert await by_asyncpg.fetchval(IN_ORDER) == 1
    assert await by_asyncpg.execute(IN_ORDER) == "SELECT 3"
    assert [statement.rows for statement in observer.recording.statements] == [3, 1, 1, 3]


async def test_a_record_is_read_by_key_and_position_but_not_by_attribute(by_asyncpg: Sql) -> None:
    """It is neither a dict nor a tuple, equals a tuple and no dict, and cannot be changed."""
    record: Any = await by_asyncpg.fetchrow("SELECT 1 AS id, 'a' AS title")
    assert (record["title"], record[1], record[-1], record[:1]) == ("a", "a", "a", (1,))
    assert (list(record), list(record.keys()), "title" in record) == (
        [1, "a"],
        ["id", "title"],
        True,
    )
    assert "a" not in record
    assert not isinstance(record, (dict, tuple))
    assert record == (1, "a")
    assert record != {"id": 1, "title": "a"}
    with pytest.raises(AttributeError, match="title"):
        _ = record.title
    with pytest.raises(TypeError):
        record["title"] = "b"


async def test_any_takes_a_list_of_any_length_as_one_parameter(
    sql: Sql, observer: Observer, by_asyncpg: Sql
) -> None:
    """40,000 ids are one parameter, and so are none; `IN ($1)` refuses a list."""
    await sql.execute(THREE_TASKS)
    statement = "SELECT id FROM tasks WHERE id = ANY($1)"
    assert len(await by_asyncpg.fetch(statement, list(range(MANY)))) == 3
    assert await by_asyncpg.fetch(statement, []) == []
    asked = [sent for sent in observer.recording.statements if sent.text == statement]
    assert [sent.parameters for sent in asked] == [1, 1]
    with pytest.raises(asyncpg.DataError, match="'list' object"):
        await by_asyncpg.fetch("SELECT id FROM tasks WHERE id IN ($1)", [1, 2])


async def test_psycopgs_any_takes_a_list_and_no_tuple(
    by_psycopg: psycopg.AsyncConnection[Any],
) -> None:
    """A tuple is a row to psycopg, and no array."""
    statement = "SELECT 1 = ANY(%s)"
    assert await (await by_psycopg.execute(statement, ([1, 2],))).fetchone() == (True,)
    with pytest.raises(psycopg.errors.InvalidTextRepresentation, match="malformed array"):
        await by_psycopg.execute(statement, ((1, 2),))


async def test_sqlalchemys_in_sends_a_parameter_for_each(
    observer: Observer, engines: Engines, driver: Driver
) -> None:
    """Three ids are three parameters by `in_()`, and one by `any_()` of an array."""
    ids = literal([1, 2, 3], ARRAY(BigInteger))
    async with engines(driver).connect() as connection:
        await connection.execute(select(tasks.c.id).where(tasks.c.id.in_([1, 2, 3])))
        await connection.execute(select(tasks.c.id).where(tasks.c.id == any_(ids)))
    sent = [sent for sent in observer.recording.statements if "tasks" in sent.text]
    assert [statement.parameters for statement in sent] == [3, 1]


class RefusedError(Exception):
    """Raised inside a block."""


async def insert(connection: Sql) -> None:
    """One task."""
    await connection.execute("INSERT INTO tasks (title) VALUES ('a')")


async def insert_and_refuse(connection: Sql) -> None:
    """A task, then an exception."""
    await insert(connection)
    raise RefusedError


async def insert_and_swallow(connection: Sql) -> None:
    """A task, then an error of Postgres that is caught and forgotten."""
    await insert(connection)
    with suppress(asyncpg.DivisionByZeroError):
        await connection.execute("SELECT 1 / 0")


@pytest.mark.parametrize(
    ("work", "outcome"),
    [
        (insert, ("COMMIT;", 1)),
        (insert_and_refuse, ("ROLLBACK;", 0)),
        (insert_and_swallow, ("COMMIT;", 0)),
    ],
)
async def test_a_clean_exit_after_a_swallowed_error_commits_nothing(
    sql: Sql,
    observer: Observer,
    by_asyncpg: Sql,
    work: Callable[[Sql], Awaitable[None]],
    outcome: tuple[str, int],
) -> None:
    """COMMIT is sent and nothing raises; Postgres answers it with a rollback."""
    with suppress(RefusedError):
        async with by_asyncpg.transaction():
            await work(by_asyncpg)
    stored = await sql.fetchval("SELECT count(*) FROM tasks")
    assert (observer.recording.texts[-1], stored) == outcome


async def test_begin_of_sqlalchemy_loses_what_was_written_before_a_swallowed_error(
    sql: Sql, observer: Observer, engines: Engines, driver: Driver
) -> None:
    """The same by `engine.begin()`: no exception, no row."""
    async with engines(driver).begin() as connection:
        await connection.execute(text("INSERT INTO tasks (title) VALUES ('a')"))
        with suppress(DBAPIError):
            await connection.execute(text("SELECT 1 / 0"))
    assert observer.recording.texts[-1].strip(";") == "COMMIT"
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0
