"""How statements are prepared, and how many rows or ids travel in one."""

from __future__ import annotations

import re
from typing import Any

import asyncpg
import psycopg
import pytest
from sqlalchemy import ARRAY, BigInteger, any_, insert, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from variants.sqlalchemy_core.mapping import copy_tasks, tasks
from variants.sqlalchemy_orm.mapping import Task
from workbook.wire import Observer

ASKED = "SELECT 4711"
NAMES = "SELECT name FROM pg_prepared_statements WHERE statement = 'SELECT 4711'"
ASYNCPG_NAME = r"__asyncpg_stmt_[0-9a-f]+__"
PSYCOPG_NAME = r"_pg3_[0-9]+"


async def names(connection: AsyncConnection) -> list[str]:
    """How the session has named what was prepared for ASKED."""
    return list((await connection.execute(text(NAMES))).scalars())


# Prepared statements


async def test_asyncpg_prepares_at_the_first_use(by_asyncpg: asyncpg.Connection[Any]) -> None:
    """With arguments or without, fetch makes a named statement at once; execute makes none."""
    await by_asyncpg.execute(ASKED)
    assert await by_asyncpg.fetch(NAMES) == []
    for _ in range(3):
        await by_asyncpg.fetch(ASKED)
        [record] = await by_asyncpg.fetch(NAMES)
        assert re.fullmatch(ASYNCPG_NAME, record["name"])


async def test_psycopg_prepares_at_the_sixth_use(
    by_psycopg: psycopg.AsyncConnection[Any],
) -> None:
    """Five executions are unprepared; the sixth makes a statement, numbered per connection."""
    for number in range(1, 8):
        await by_psycopg.execute(ASKED)
        found = await (await by_psycopg.execute(NAMES)).fetchall()
        assert len(found) == (number > 5)
    [[name]] = found
    assert re.fullmatch(PSYCOPG_NAME, name)


FIRST_PREPARED = {"asyncpg": (1, ASYNCPG_NAME), "psycopg": (6, PSYCOPG_NAME)}


async def test_sqlalchemy_prepares_when_its_driver_does(driver: Driver, engines: Engines) -> None:
    """At the first execution on asyncpg, at the sixth on psycopg, under the driver's own names."""
    first, pattern = FIRST_PREPARED[driver]
    async with engines(driver).connect() as connection:
        for number in range(1, 8):
            await connection.execute(text(ASKED))
            assert len(found := await names(connection)) == (number >= first)
    assert re.fullmatch(pattern, found[0])


OFF: dict[Driver, dict[str, Any]] = {
    "asyncpg": {"statement_cache_size": 0, "prepared_statement_cache_size": 0},
    "psycopg": {"prepare_threshold": None},
}


async def test_each_driver_has_its_own_word_for_no_prepared_statements(
    driver: Driver, engines: Engines
) -> None:
    """Two cache sizes of 0 for asyncpg, a threshold of None for psycopg: then none is kept."""
    async with engines(driver, connect_args=OFF[driver]).connect() as connection:
        for _ in range(7):
            await connection.execute(text(ASKED))
        assert await names(connection) == []


ROLLED_BACK: dict[Driver, tuple[list[str], int, int]] = {
    "asyncpg": (["ROLLBACK"], 1, 1),
    "psycopg": (["ROLLBACK", "DEALLOCATE ALL"], 2, 0),
}


async def test_a_rollback_costs_psycopg_its_prepared_statements(
    driver: Driver, engines: Engines, observer: Observer
) -> None:
    """psycopg sends DEALLOCATE ALL, one more round trip, and prepares anew; asyncpg keeps them."""
    async with engines(driver).connect() as connection:
        for _ in range(6):
            await connection.execute(text(ASKED))
        observer.restart()
        await connection.rollback()
        texts = [text.rstrip(";") for text in observer.recording.texts]
        round_trips = observer.recording.round_trips
        assert (texts, round_trips, len(await names(connection))) == ROLLED_BACK[driver]


# Lists of ids


async def test_in_sends_a_parameter_for_each_id_and_any_one_array(
    driver: Driver, engines: Engines, observer: Observer
) -> None:
    """Three ids are three parameters in in_(), one in = ANY, whose text is always the same."""
    array = literal([1, 2, 3], ARRAY(BigInteger))
    conditions = {3: tasks.c.id.in_([1, 2, 3]), 1: tasks.c.id == any_(array)}
    async with engines(driver).connect() as connection:
        for parameters, condition in conditions.items():
            await connection.execute(select(tasks.c.id).where(condition))
            assert observer.recording.statements[-1].parameters == parameters


def texts_on_tasks(observer: Observer) -> set[str]:
    """The different statements about tasks since the last time."""
    texts = {text for text in observer.recording.texts if "FROM tasks" in text}
    observer.restart()
    return texts


async def test_in_with_another_number_of_ids_is_another_statement(
    driver: Driver, engines: Engines, observer: Observer
) -> None:
    """Three lengths of a list are three texts to prepare; as an array they are one."""
    lists = [[1], [1, 2], [1, 2, 3]]
    async with engines(driver).connect() as connection:
        await connection.execute(text("SELECT 1"))
        observer.restart()
        for ids in lists:
            await connection.execute(select(tasks.c.id).where(tasks.c.id.in_(ids)))
        assert len(texts_on_tasks(observer)) == len(lists)
        for ids in lists:
            array = literal(ids, ARRAY(BigInteger))
            await connection.execute(select(tasks.c.id).where(tasks.c.id == any_(array)))
        assert len(texts_on_tasks(observer)) == 1


# Many rows


def rows(number: int) -> list[dict[str, str]]:
    """So many tasks to insert."""
    return [{"title": str(position)} for position in range(number)]


def inserts(observer: Observer) -> tuple[int, int]:
    """How many INSERTs were executed since the last time, and in how many round trips."""
    found = [text for text in observer.recording.texts if text.startswith("INSERT")]
    round_trips = observer.recording.round_trips
    observer.restart()
    return len(found), round_trips


@pytest.mark.parametrize(("given", "statements"), [(1_000, 1), (1_001, 2), (2_500, 3)])
async def test_returning_sends_a_thousand_rows_a_statement(
    given: int, statements: int, driver: Driver, engines: Engines, observer: Observer
) -> None:
    """insertmanyvalues: a statement and a round trip for each thousand rows begun."""
    statement = insert(tasks).returning(tasks.c.id)
    async with engines(driver).begin() as connection:
        await connection.execute(statement, rows(given))
        observer.restart()
        await connection.execute(statement, rows(given))
        assert inserts(observer) == (statements, statements)


async def test_add_all_sends_a_thousand_objects_a_statement(
    driver: Driver, engines: Engines, observer: Observer
) -> None:
    """A flush of 1,001 new objects takes two statements: it needs their keys back."""
    async with AsyncSession(engines(driver)) as session:
        for _ in range(2):
            session.add_all([Task(**row) for row in rows(1_001)])
            observer.restart()
            await session.flush()
        assert inserts(observer) == (2, 2)


async def test_a_list_without_returning_is_pipelined_a_row_a_statement(
    driver: Driver, engines: Engines, observer: Observer
) -> None:
    """executemany: as many statements as rows, but one round trip for all, or two."""
    round_trips = {"asyncpg": 1, "psycopg": 2}
    async with engines(driver).begin() as connection:
        for _ in range(2):
            observer.restart()
            await connection.execute(insert(tasks), rows(1_000))
        assert inserts(observer) == (1_000, round_trips[driver])


async def test_asyncpgs_executemany_is_one_round_trip_and_all_or_nothing(
    by_asyncpg: asyncpg.Connection[Any], observer: Observer, sql: Sql
) -> None:
    """A thousand statements, one answer awaited; a row that fails undoes those before it."""
    statement = "INSERT INTO tasks (title, external_id) VALUES ('x', $1)"
    await by_asyncpg.executemany(statement, [("first",)])
    observer.restart()
    await by_asyncpg.executemany(statement, [(str(number),) for number in range(1_000)])
    assert inserts(observer) == (1_000, 1)
    with pytest.raises(asyncpg.UniqueViolationError):
        await by_asyncpg.executemany(statement, [("new",), ("7",)])
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 1_001


async def test_copy_goes_through_the_drivers_connection(
    driver: Driver, engines: Engines, observer: Observer, sql: Sql
) -> None:
    """One COPY, one round trip, by a call of the driver's; it is in SQLAlchemy's transaction."""
    values = [(str(number), False, None, None, None, None) for number in range(1_000)]
    async with engines(driver).connect() as connection:
        await connection.execute(text("SELECT 1"))
        await copy_tasks(connection, [])
        observer.restart()
        assert await copy_tasks(connection, values) == 1_000
        assert observer.recording.round_trips == 1
        [statement] = observer.recording.texts
        assert re.match(r'COPY "?tasks"? ?\(', statement)
        await connection.rollback()
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


async def test_sqlalchemy_does_not_begin_for_a_copy(
    driver: Driver, engines: Engines, observer: Observer, sql: Sql
) -> None:
    """Without a statement of SQLAlchemy's before: asyncpg commits it, psycopg begins by itself."""
    async with engines(driver).connect() as connection:
        await copy_tasks(connection, [("x", False, None, None, None, None)])
        await connection.rollback()
    kept = {"asyncpg": 1, "psycopg": 0}
    assert await sql.fetchval("SELECT count(*) FROM tasks") == kept[driver]
