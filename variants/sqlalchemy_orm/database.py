"""The ORM: who owns connections and transactions. A session borrows one and ends the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from functools import partial
from math import ceil
from typing import Any, Self

import asyncpg
from sqlalchemy import Select, event, exc, func, make_url, select
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from shared.boundary import Boundary
from shared.domain import Isolation, PoolStatus
from shared.errors import ConnectionLost, Diagnosis, PoolExhausted, TransactionAborted, Unavailable
from shared.line import cut, has_ended
from shared.settings import Settings, milliseconds
from variants.sqlalchemy_orm.mapping import let_go
from variants.sqlalchemy_orm.repository import Repository


class Database:
    def __init__(self, engine: AsyncEngine, boundary: Boundary, settings: Settings) -> None:
        self._engine = engine
        self._sessions = async_sessionmaker(
            engine, expire_on_commit=False, execution_options=SESSION_OPTIONS
        )
        self._boundary = boundary
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator[Self]:
        async with Boundary.opening(diagnose, settings) as boundary:
            engine = await _open_engine(settings)
        try:
            yield cls(engine, boundary, settings)
        finally:
            try:
                await boundary.close(settings.close_timeout)
            finally:
                await _close_engine(engine, settings.close_timeout)

    @asynccontextmanager
    async def transaction(
        self,
        *,
        isolation: Isolation | None = None,
        read_only: bool = False,
        statement_timeout: float | None = None,
    ) -> AsyncIterator[Repository]:
        async with (
            self._boundary.transaction(isolation, statement_timeout, read_only=read_only) as unit,
            self._sessions() as session,
            session.begin(),
            _letting_go(session.expunge_all),
        ):
            # At once: a session takes its connection with the first statement otherwise.
            options = _options(isolation, read_only=read_only)
            connection = await session.connection(execution_options=options)
            driver = _driver_of(connection)
            unit.uses(partial(cut, driver), connection.invalidate, partial(has_ended, driver))
            if statement_timeout is not None:
                await session.execute(_set_timeout(statement_timeout))
            async with unit.body():
                yield Repository(session, unit, partial(_letting_go, partial(let_go, session)))

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[Repository]:
        async with (
            self._boundary.autocommit() as unit,
            self._engine.connect() as connection,
            # What guards an end against cancellation is the connection's; twice would only cost.
            aclosing(self._sessions(bind=connection)) as session,
        ):
            driver = _driver_of(connection)
            unit.uses(partial(cut, driver), connection.invalidate, partial(has_ended, driver))
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            async with unit.body():
                atomic = partial(_own_transaction, session, connection)
                yield Repository(session, unit, atomic)

    def pool_status(self) -> PoolStatus:
        pool: Any = self._engine.pool
        in_use: int = pool.checkedout()
        return PoolStatus(open=pool.checkedin() + in_use, in_use=in_use, limit=pool.size())


SESSION_OPTIONS = {
    # What the session remembers is never the answer: an object it has is filled again from the row
    # that was read, and a statement that writes does not look for objects to change.
    "populate_existing": True,
    "synchronize_session": False,
    # A bulk insert leaves out what is None, and begins a new statement wherever that differs.
    "render_nulls": True,
}


async def _open_engine(settings: Settings) -> AsyncEngine:
    engine = create_async_engine(
        make_url(settings.url).set(drivername=f"postgresql+{settings.driver}", query={}),
        connect_args=_connect_arguments(settings),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.acquire_timeout,
        pool_use_lifo=True,  # as asyncpg's pool hands them out
        pool_pre_ping=False,  # three round trips on asyncpg, at every checkout
        pool_recycle=ceil(settings.recycle_after or -1),
    )
    event.listen(engine.sync_engine, "checkout", _refuse_ended)
    event.listen(engine.sync_engine, "handle_error", _give_up_outdated)
    # The proof that the server answers. (libpq alone would wait for two seconds or more.)
    async with asyncio.timeout(settings.connect_timeout), engine.connect():
        return engine


def _refuse_ended(connection: Any, *_: object) -> None:
    """A connection that the server has ended gets a successor."""
    if has_ended(connection.driver_connection):
        raise exc.DisconnectionError


def _give_up_outdated(context: ExceptionContext) -> None:
    """A connection that has prepared for tables as they were gets a successor (psycopg's does)."""
    if getattr(context.original_exception, "sqlstate", None) == "0A000":
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False


def _connect_arguments(settings: Settings) -> dict[str, Any]:
    """The same wishes in each driver's words."""
    size = settings.statement_cache_size
    if settings.driver == "asyncpg":
        return {
            "dsn": settings.url,  # it reads libpq's parameters there, and nowhere else
            "timeout": settings.connect_timeout,
            "statement_cache_size": size,
            "prepared_statement_cache_size": size,
            "server_settings": settings.server_settings,
        }
    options = (f"-c {name}={_escaped(value)}" for name, value in settings.server_settings.items())
    return {
        **make_url(settings.url).query,
        "connect_timeout": ceil(settings.connect_timeout),
        "application_name": settings.application_name,  # a pooler reads no options
        "prepare_threshold": 0 if size else None,  # prepare at the first use, as asyncpg does
        "options": " ".join(options),
    }


def _escaped(value: str) -> str:
    """A value inside libpq's `options`, where a blank ends it."""
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


def _driver_of(connection: AsyncConnection) -> Any:
    sync_connection: Any = connection.sync_connection
    return sync_connection.connection.driver_connection


async def _close_engine(engine: AsyncEngine, timeout: float) -> None:
    """Close what is in the pool; what was in use has been cut already.

    asyncpg says farewell to each; the first without an answer in time is aborted, the others next.
    """
    try:
        async with asyncio.timeout(timeout):
            await engine.dispose()
    except TimeoutError:
        await _close_engine(engine, timeout=0)


def _options(isolation: Isolation | None, *, read_only: bool) -> dict[str, Any]:
    """What BEGIN is to say."""
    options: dict[str, Any] = {}
    if isolation is not None:
        options["isolation_level"] = isolation.value
    if read_only:
        options["postgresql_readonly"] = True
    return options


def _set_timeout(seconds: float) -> Select[Any]:
    return select(func.set_config("statement_timeout", milliseconds(seconds), True))


@asynccontextmanager
async def _letting_go(let_go: Callable[[], None]) -> AsyncIterator[None]:
    """Around what may be rolled back: what the caller holds must stay readable."""
    let_go()
    try:
        yield
    finally:
        let_go()


@asynccontextmanager
async def _own_transaction(
    session: AsyncSession, connection: AsyncConnection
) -> AsyncIterator[None]:
    """Several statements as a whole, on a connection that commits each by itself otherwise."""
    await session.commit()  # nothing is open; SQLAlchemy asks for it before the level may change
    await connection.execution_options(isolation_level=connection.default_isolation_level)
    try:
        async with session.begin(), _letting_go(session.expunge_all):
            yield
    finally:
        if not connection.invalidated:  # else it would open another one, beside the block's
            await connection.execution_options(isolation_level="AUTOCOMMIT")


CLIENT_ERRORS = (asyncpg.InterfaceError, asyncpg.InternalClientError)


def diagnose(error: BaseException) -> Diagnosis | None:
    """SQLAlchemy wraps the driver's exception; what Postgres said is on that one."""
    match error:
        case exc.DBAPIError() if error.connection_invalidated:
            return Diagnosis(str(error.orig), kind=ConnectionLost)
        case exc.OperationalError() | exc.InterfaceError():
            return Diagnosis.of_driver(error.driver_exception, kind=Unavailable)
        case exc.InternalError():
            return Diagnosis.of_driver(error.driver_exception, kind=ConnectionLost)
        case exc.DBAPIError() if not isinstance(error, exc.NotSupportedError):
            return Diagnosis.of_driver(error.driver_exception)
        case exc.PendingRollbackError():
            return Diagnosis("a flush failed in this transaction", kind=TransactionAborted)
        case exc.TimeoutError():
            return Diagnosis("no connection was free within acquire_timeout", kind=PoolExhausted)
        case exc.SQLAlchemyError():  # without a driver's; an outdated plan is found by its cause
            return Diagnosis(str(error))
        case OSError():
            return Diagnosis(str(error), kind=Unavailable)
        # From the driver itself: COPY is asked of it, and a cursor's errors come as they are.
        case _ if hasattr(error, "sqlstate") or isinstance(error, CLIENT_ERRORS):
            return Diagnosis.of_driver(error, kind=ConnectionLost)
        case _:
            return None
