"""Trials of claims P: pools, sessions and their scopes, the same on both drivers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import AsyncAdaptedQueuePool, ForeignKey, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from workbook.wire import Observer

DEADLINE = 5
MOMENT = 0.3
NO_GREENLET = "greenlet_spawn has not been called"


class Base(DeclarativeBase):
    pass


class Project(Base):
    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    tasks: Mapped[list[Task]] = relationship()


class Task(Base):
    __tablename__ = "tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))


def borrowed(engine: AsyncEngine) -> int:
    """How many connections of the pool are out."""
    pool = engine.pool
    assert isinstance(pool, AsyncAdaptedQueuePool)
    return pool.checkedout()


# P5


async def use(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))


async def test_a_request_beyond_the_pool_waits_its_turn(driver: Driver, engines: Engines) -> None:
    """With 1 + 1 connections out the third request is pending, and gets the first that is back."""
    engine = engines(driver, pool_size=1, max_overflow=1, pool_timeout=DEADLINE)
    async with engine.connect():
        async with engine.connect():
            third = asyncio.create_task(use(engine))
            done, _ = await asyncio.wait({third}, timeout=MOMENT)
            assert not done
        await asyncio.wait_for(third, DEADLINE)


async def test_a_request_beyond_the_pool_fails_after_a_while(
    driver: Driver, engines: Engines
) -> None:
    """After pool_timeout, 30 s by default, it gets an error."""
    assert getattr(engines(driver).pool, "_timeout", None) == 30
    engine = engines(driver, pool_size=1, max_overflow=0, pool_timeout=MOMENT)
    async with engine.connect():
        with pytest.raises(PoolTimeout, match="limit of size 1 overflow 0 reached"):
            await use(engine)


# P6


@pytest.fixture
async def keeping(driver: Driver, engines: Engines, sql: Sql) -> AsyncIterator[AsyncSession]:
    """A session with expire_on_commit=False, and a project to read."""
    await sql.execute("INSERT INTO projects (name) VALUES ('house')")
    async with AsyncSession(engines(driver), expire_on_commit=False) as session:
        yield session


async def test_what_was_loaded_stays_readable_after_commit(keeping: AsyncSession) -> None:
    """Without the setting, the same attribute wants to be loaded again, and cannot."""
    project = (await keeping.scalars(select(Project))).one()
    await keeping.commit()
    assert project.name == "house"
    async with AsyncSession(keeping.bind) as session:
        project = (await session.scalars(select(Project))).one()
        await session.commit()
        with pytest.raises(SQLAlchemyError, match=NO_GREENLET):
            _ = project.name


async def test_what_was_never_loaded_is_still_lazy(keeping: AsyncSession) -> None:
    """A relationship that was not asked for is loaded at first use, which fails in async."""
    project = (await keeping.scalars(select(Project))).one()
    await keeping.commit()
    with pytest.raises(SQLAlchemyError, match=NO_GREENLET):
        _ = project.tasks


async def test_a_rollback_expires_all_the_same(keeping: AsyncSession) -> None:
    """The setting speaks of commit only."""
    project = (await keeping.scalars(select(Project))).one()
    await keeping.rollback()
    with pytest.raises(SQLAlchemyError, match=NO_GREENLET):
        _ = project.name


# P7


class OutOfLuck(Exception):
    """Raised by the caller's own code."""


@asynccontextmanager
async def scope(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """The usual one."""
    session = AsyncSession(engine)
    try:
        yield session
        await session.commit()
    except BaseException:
        await session.rollback()
        raise
    finally:
        await session.close()


async def succeed(session: AsyncSession, sql: Sql) -> None:
    await session.execute(text("SELECT 1"))


async def raise_inside(session: AsyncSession, sql: Sql) -> None:
    await session.execute(text("SELECT 1"))
    raise OutOfLuck


async def send_nonsense(session: AsyncSession, sql: Sql) -> None:
    await session.execute(text("SELEC"))


async def run_out_of_time(session: AsyncSession, sql: Sql) -> None:
    async with asyncio.timeout(MOMENT):
        await session.execute(text(f"SELECT pg_sleep({DEADLINE})"))


async def lose_the_connection(session: AsyncSession, sql: Sql) -> None:
    pid = (await session.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    await sql.execute("SELECT pg_terminate_backend($1, 5000)", pid)
    await session.execute(text("SELECT 1"))


Work = Callable[[AsyncSession, Sql], Awaitable[None]]


async def in_scope(engine: AsyncEngine, sql: Sql, work: Work) -> None:
    async with scope(engine) as session:
        await work(session, sql)


@pytest.mark.parametrize(
    ("work", "error"),
    [
        (raise_inside, OutOfLuck),
        (send_nonsense, DBAPIError),
        (run_out_of_time, TimeoutError),
        (lose_the_connection, DBAPIError),
    ],
)
async def test_a_scope_gives_its_connection_back(
    driver: Driver, engines: Engines, sql: Sql, work: Work, error: type[Exception]
) -> None:
    """However it ends, the pool has its one connection again and the next scope works."""
    engine = engines(driver, pool_size=1, max_overflow=0, pool_timeout=DEADLINE)
    with pytest.raises(error):
        await in_scope(engine, sql, work)
    assert borrowed(engine) == 0
    await in_scope(engine, sql, succeed)
    assert borrowed(engine) == 0


async def test_a_scope_keeps_its_connection_while_the_network_is_silent(
    driver: Driver, engines: Engines, sql: Sql, observer: Observer
) -> None:
    """It waits for the answer to ROLLBACK, and the pool waits with it, until the route is back."""
    engine = engines(driver, pool_size=1, max_overflow=0)

    async def lose_the_route(session: AsyncSession, sql: Sql) -> None:
        await session.execute(text("SELECT 1"))
        observer.freeze()
        raise OutOfLuck

    stuck = asyncio.create_task(in_scope(engine, sql, lose_the_route))
    done, _ = await asyncio.wait({stuck}, timeout=MOMENT)
    assert not done
    assert borrowed(engine) == 1
    observer.thaw()
    with pytest.raises(OutOfLuck):
        await asyncio.wait_for(stuck, DEADLINE)
    assert borrowed(engine) == 0
