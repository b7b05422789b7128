"""Every mistake, in every way, before both checkers and on a real database."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from typing import Any, TypeAlias

import asyncpg
import sqlmodel.ext.asyncio.session as sqlmodel_session
from sqlalchemy import make_url, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from variants.sqlalchemy_orm.mapping import Task as OrmTask
from variants.sqlmodel_orm.mapping import Task as SQLModelTask
from workbook.frames import Recording
from workbook.mistakes.catalogue import CONTROL, MISTAKES, WAYS
from workbook.mistakes.checkers import Complaints
from workbook.mistakes.table import Notice, Table, Verdict
from workbook.wire import Observer, observe

LIBRARIES = ("mypy", "ty", "asyncpg", "asyncpg-stubs", "sqlalchemy", "sqlmodel", "pydantic")
SAMPLE = """
    TRUNCATE tasks, projects RESTART IDENTITY;
    INSERT INTO projects (name) VALUES ('garden'), ('house');
    INSERT INTO tasks (title, project_id, assignee) VALUES ('dig', 1, NULL), ('sow', 1, 'ann');
    """

Opener: TypeAlias = Callable[[str], AbstractAsyncContextManager[Any]]
Function: TypeAlias = Callable[[Any], Awaitable[None]]


async def try_all(url: str, mypy: Complaints, ty: Complaints) -> Table:
    """Run every function on the database at `url`, whose tasks and projects are replaced."""
    await _fill(url)
    async with observe(url) as observer:

        async def tried(name: str) -> dict[str, Verdict]:
            return {
                way: Verdict(
                    (way, name) in mypy, (way, name) in ty, await _run(way, name, observer)
                )
                for way in WAYS
            }

        versions = {library: version(library) for library in LIBRARIES}
        verdicts = {name: await tried(name) for name in MISTAKES}
        return Table(versions, await tried(CONTROL), verdicts)


def function_of(way: str, name: str) -> Function:
    """A function of a way's file. Imported so that the project's own type check stays outside."""
    function: Function = getattr(importlib.import_module(f"{__package__}.{way}"), name)
    return function


async def _fill(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(SAMPLE)
    finally:
        await connection.close()


async def _run(way: str, name: str, observer: Observer) -> Notice:
    """Run one function in a transaction of its own, which is rolled back."""
    function = function_of(way, name)
    async with OPENERS[way](observer.url) as connection:
        observer.restart()
        failed = False
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                await function(connection)
            except Exception:
                failed = True
        recording = observer.recording
        if failed:
            return _notice_of_failure(recording)
        return Notice.WARNING if warned else Notice.NOBODY


def _notice_of_failure(recording: Recording) -> Notice:
    """Who raised, told by what went over the wire, without the rollback of a failed flush."""
    rollbacks = [text for text in recording.texts if text.startswith("ROLLBACK")]
    if recording.errors:
        return Notice.POSTGRES
    if len(recording.statements) > len(rollbacks):
        return Notice.READ
    return Notice.DRIVER if recording.round_trips > len(rollbacks) else Notice.BUILT


# A new connection for each function, with no statement prepared yet, already in a transaction, so
# that nothing is sent which the function has not caused.


@asynccontextmanager
async def _asyncpg(url: str) -> AsyncIterator[asyncpg.Connection[Any]]:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("BEGIN")
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def _core(url: str) -> AsyncIterator[Any]:
    async with _engine(url) as engine, engine.connect() as connection:
        await connection.execute(select(1))
        yield connection


@asynccontextmanager
async def _orm(url: str) -> AsyncIterator[AsyncSession]:
    """A session that holds task 1 already: changing it then sends the change alone."""
    async with _engine(url) as engine, AsyncSession(engine) as session:
        _held = await session.get_one(OrmTask, 1)
        yield session


@asynccontextmanager
async def _sqlmodel(url: str) -> AsyncIterator[AsyncSession]:
    """The same, of the other class."""
    async with _engine(url) as engine, sqlmodel_session.AsyncSession(engine) as session:
        _held = await session.get_one(SQLModelTask, 1)
        yield session


@asynccontextmanager
async def _engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"), poolclass=NullPool
    )
    try:
        yield engine
    finally:
        await engine.dispose()


OPENERS: Mapping[str, Opener] = {
    "asyncpg_raw": _asyncpg,
    "sqlalchemy_core": _core,
    "sqlalchemy_orm": _orm,
    "sqlmodel_orm": _sqlmodel,
}
