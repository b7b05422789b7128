"""Claims E6 to E8 and E13: events, blocks, reflection and echo of an async engine."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import MetaData, event, text
from sqlalchemy.exc import NoInspectionAvailable
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from variants.sqlalchemy_core.mapping import metadata
from workbook.wire import Observer

INSERT = "INSERT INTO tasks (title) VALUES ('x')"
SLOW = 0.05
NEARLY_SLOW = 0.045  # two clocks


async def ask(engine: AsyncEngine, statement: str = "SELECT 1") -> None:
    """One statement in a block of `connect()`."""
    async with engine.connect() as connection:
        await connection.execute(text(statement))


async def test_events_on_the_sync_engine_see_statements_but_no_transactions(
    observer: Observer, engines: Engines, driver: Driver
) -> None:
    """Three requests: 1 connect, 3 checkouts, 3 cursor events before and 3 after.

    The last two send six statements, of which the events see two.
    """
    seen: Counter[str] = Counter()
    engine = engines(driver)
    names = ("connect", "checkout", "before_cursor_execute", "after_cursor_execute")

    def listen(name: str) -> None:
        event.listen(engine.sync_engine, name, lambda *_: seen.update([name]))

    for name in names:
        listen(name)
    await ask(engine)
    observer.restart()
    await ask(engine)
    await ask(engine)
    assert dict(seen) == dict(zip(names, (1, 3, 3, 3), strict=True))
    assert len(observer.recording.statements) == 6
    with pytest.raises(NotImplementedError, match="sync_engine"):
        event.listen(engine, "connect", lambda *_: None)


def note_durations(engine: AsyncEngine) -> dict[str, float]:
    """Have the engine note how long each statement takes, in seconds."""
    durations: dict[str, float] = {}

    def before(connection: Any, *_: Any) -> None:
        connection.info["begun"] = perf_counter()

    def after(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        durations[statement] = perf_counter() - connection.info["begun"]

    event.listen(engine.sync_engine, "before_cursor_execute", before)
    event.listen(engine.sync_engine, "after_cursor_execute", after)
    return durations


async def test_a_slow_query_log_by_events_misses_what_commit_takes(
    sql: Sql, engines: Engines, driver: Driver
) -> None:
    """A slow SELECT is noted with its time; a COMMIT that is as slow, by a trigger, is not."""
    engine = engines(driver)
    durations = note_durations(engine)
    await ask(engine, f"SELECT pg_sleep({SLOW})")
    assert durations.pop(f"SELECT pg_sleep({SLOW})") >= NEARLY_SLOW
    await sql.execute(f"""
        CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep({SLOW}); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON tasks DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION dawdle()""")
    try:
        begun = perf_counter()
        async with engine.begin() as connection:
            await connection.execute(text(INSERT))
        passed = perf_counter() - begun
    finally:
        await sql.execute("DROP FUNCTION dawdle CASCADE")
    assert passed - durations.pop(INSERT) >= NEARLY_SLOW
    assert durations == {}


async def stored(sql: Sql) -> int:
    """How many tasks there are."""
    return int(await sql.fetchval("SELECT count(*) FROM tasks"))


class RefusedError(Exception):
    """Raised inside a block."""


async def insert_and_refuse(engine: AsyncEngine) -> None:
    """A block of `begin()` that ends with an exception."""
    async with engine.begin() as connection:
        await connection.execute(text(INSERT))
        raise RefusedError


async def test_begin_commits_or_rolls_back_and_connect_rolls_back(
    sql: Sql, observer: Observer, engines: Engines, driver: Driver
) -> None:
    """Of three inserts only that of the clean `begin()` is stored."""
    engine = engines(driver)
    with pytest.raises(RefusedError):
        await insert_and_refuse(engine)
    await ask(engine, INSERT)
    assert (await stored(sql), observer.recording.texts[-1].strip(";")) == (0, "ROLLBACK")
    async with engine.begin() as connection:
        await connection.execute(text(INSERT))
    assert (await stored(sql), observer.recording.texts[-1].strip(";")) == (1, "COMMIT")


async def test_connect_on_autocommit_stores_each_statement(
    sql: Sql, observer: Observer, engines: Engines, driver: Driver
) -> None:
    """At the level AUTOCOMMIT there is no transaction, so nothing is left to roll back."""
    engine = engines(driver, isolation_level="AUTOCOMMIT")
    await ask(engine)
    observer.restart()
    await ask(engine, INSERT)
    assert (await stored(sql), observer.recording.texts) == (1, [INSERT])


async def test_reflect_reads_the_schema_through_run_sync_only(
    engines: Engines, driver: Driver
) -> None:
    """Given the async engine it raises; by run_sync it finds all 12 columns, and the indexes."""
    engine = engines(driver)
    found = MetaData()
    refused: Any = engine
    with pytest.raises(NoInspectionAvailable, match="run_sync"):
        found.reflect(refused)
    async with engine.connect() as connection:
        await connection.run_sync(found.reflect)
    columns = {name: list(found.tables[name].columns.keys()) for name in metadata.tables}
    assert sum(map(len, columns.values())) == 12
    for name, table in metadata.tables.items():
        assert sorted(columns[name]) == sorted(table.columns.keys())
    [queue] = [index for index in found.tables["tasks"].indexes if index.name == "ix_tasks_queue"]
    assert "NOT done" in str(queue.dialect_options["postgresql"]["where"])


@pytest.fixture
def no_echo_on_stdout() -> Iterator[None]:
    """Keep `echo` from adding a handler that writes to standard output for good."""
    logger = logging.getLogger("sqlalchemy")
    handler = logging.NullHandler()
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)


@pytest.mark.usefixtures("no_echo_on_stdout")
@pytest.mark.parametrize(("echo_pool", "events"), [(True, 0), ("debug", 2)])
async def test_echo_shows_values_and_echo_pool_shows_checkouts_only_at_debug(
    engines: Engines,
    driver: Driver,
    caplog: pytest.LogCaptureFixture,
    echo_pool: bool | str,
    events: int,
) -> None:
    """Echo shows the SQL and, unless `hide_parameters` is set, what goes with it."""
    engine = engines(driver, echo=True, echo_pool=echo_pool)
    await ask(engine)
    caplog.clear()
    async with engine.connect() as connection:
        await connection.execute(text("SELECT :word"), {"word": "secret"})
    lines = [record.getMessage() for record in caplog.records]
    assert (
        len([line for line in lines if "checked out" in line or "being returned" in line]) == events
    )
    assert lines.count("BEGIN (implicit)") == lines.count("ROLLBACK") == 1
    assert any(line.startswith("SELECT ") for line in lines)
    assert any("secret" in line for line in lines)
