"""What every call to a repository passes through, the same for all ways.

Four rules hold here so that the variants can be about their library alone:

- a value that cannot be stored is refused before anything is sent;
- one unit of work serves one call at a time (ConcurrentUse), inside its block and its event loop
  (Closed);
- what a driver or a library raises leaves as an error of this project, with the original as its
  cause, while the caller's own exceptions and cancellation pass untouched;
- a transaction in which a statement failed, unnoticed, is not left as if it had been committed.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeVar

from shared import domain
from shared.errors import (
    Closed,
    ConcurrentUse,
    ConnectionLost,
    Diagnosis,
    InvalidInput,
    OutcomeUnknown,
    RepositoryError,
    TransactionAborted,
    TransactionRequired,
    Unavailable,
    error_for,
)

if TYPE_CHECKING:
    from shared.protocol import Task

Diagnose = Callable[[BaseException], Diagnosis | None]
Check = Callable[[str, Any], None]

CHECKS: dict[str, Check] = {
    "task_id": domain.check_id,
    "project_id": functools.partial(domain.check_optional, domain.check_id),
    "after": functools.partial(domain.check_optional, domain.check_id),
    "expected_version": functools.partial(domain.check_optional, domain.check_version),
    "limit": domain.check_page,
    "per_project": domain.check_page,
    "name": domain.check_text,
    "assignee": domain.check_text,
    "task_ids": domain.check_ids,
    "where": domain.check_filter,
    "add_task.new": domain.check_task,
    "add_tasks.new": domain.check_tasks,
    "import_tasks.new": domain.check_import,
    "get_project.project_id": domain.check_id,
    "delete_project.project_id": domain.check_id,
    "title": domain.check_text,
    "done": domain.check_flag,
    "edit_task.assignee": functools.partial(domain.check_optional, domain.check_text),
    "due_at": functools.partial(domain.check_optional, domain.check_moment),
}


class Boundary:
    """One open `Database`: it belongs to an event loop, and ends."""

    __slots__ = ("_diagnose", "_drained", "_loop", "_units")

    def __init__(self, diagnose: Diagnose) -> None:
        self._diagnose = diagnose
        self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        self._units = 0
        self._drained = asyncio.Event()

    def transaction(
        self, isolation: domain.Isolation | None, statement_timeout: float | None
    ) -> UnitOfWork:
        """A unit of work that commits as a whole. Raises InvalidInput, or Closed."""
        domain.check_optional(domain.check_isolation, "isolation", isolation)
        domain.check_optional(domain.check_seconds, "statement_timeout", statement_timeout)
        return UnitOfWork(self, self._diagnose, self._running_loop(), transactional=True)

    def autocommit(self) -> UnitOfWork:
        """A unit of work in which every statement commits by itself. Raises Closed."""
        return UnitOfWork(self, self._diagnose, self._running_loop(), transactional=False)

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None or self._loop is not asyncio.get_running_loop():
            raise Closed("this Database is closed, or was opened in another event loop")
        return self._loop

    async def close(self, timeout: float) -> None:
        """No more units of work; those under way get `timeout` seconds to end."""
        self._loop = None
        if self._units:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    await self._drained.wait()

    def unit_begins(self) -> None:
        """Count one more unit of work."""
        self._units += 1

    def unit_ends(self) -> None:
        """Count one less; the last one lets `close()` go on."""
        self._units -= 1
        if self._units == 0 and self._loop is None:
            self._drained.set()

    @classmethod
    @asynccontextmanager
    async def opening(cls, diagnose: Diagnose) -> AsyncIterator[Boundary]:
        """Translate what goes wrong while a pool is made and the server is asked for a sign of life."""
        try:
            yield cls(diagnose)
        except TimeoutError as error:
            raise Unavailable("the server did not answer within connect_timeout") from error
        except Exception as error:
            raise_translated(error, diagnose)


class UnitOfWork:
    """One block of `transaction()` or `autocommit()`, as the context manager around all of it."""

    __slots__ = (
        "_abandoned",
        "_boundary",
        "_busy",
        "_caller_error",
        "_committing",
        "_diagnose",
        "_failure",
        "_loop",
        "_open",
        "_streams",
        "transactional",
    )

    def __init__(
        self,
        boundary: Boundary,
        diagnose: Diagnose,
        loop: asyncio.AbstractEventLoop,
        *,
        transactional: bool,
    ) -> None:
        self._boundary = boundary
        self._diagnose = diagnose
        self._loop = loop
        self.transactional = transactional
        self._open = False
        self._busy = False
        self._committing = False
        self._failure: RepositoryError | None = None
        self._caller_error: BaseException | None = None
        self._streams: set[AsyncGenerator[Task, None]] = set()
        self._abandoned: set[AsyncGenerator[Task, None]] = set()

    async def __aenter__(self) -> UnitOfWork:
        self._boundary.unit_begins()
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Translate what acquiring, BEGIN, COMMIT or ROLLBACK raised; the caller's error goes on."""
        self._boundary.unit_ends()
        if error is None or error is self._caller_error or not isinstance(error, Exception):
            return
        if self._caller_error is not None:
            self._caller_error.add_note(f"Ending the transaction failed as well: {error}")
            raise self._caller_error
        try:
            raise_translated(error, self._diagnose)
        except ConnectionLost as lost:
            if not self._committing:
                raise
            message = "COMMIT was sent and the connection broke before the answer came"
            raise OutcomeUnknown(message) from lost.__cause__

    @asynccontextmanager
    async def body(self) -> AsyncIterator[None]:
        """The caller's part of the block: in here the repository may be used."""
        self._open = True
        try:
            yield
            self._require_healthy()
            self._committing = self.transactional
        except BaseException as error:
            self._caller_error = error
            raise
        finally:
            self._open = False
            await self._close_streams(self._streams)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """The caller's part of a savepoint: a failure that is rolled back with it is forgotten."""
        outer_failure = self._failure
        try:
            yield
            self._require_healthy()
        except BaseException:
            self._failure = outer_failure
            raise

    def require_transaction(self) -> None:
        """Raises TransactionRequired in `autocommit()`."""
        if not self.transactional:
            raise TransactionRequired("a savepoint needs transaction(); autocommit() has none")

    async def enter(self) -> None:
        """Begin one call. Raises Closed or ConcurrentUse."""
        self.require_open()
        if self._abandoned:
            await self._close_streams(self._abandoned)
        if self._busy or (self._streams and not self.transactional):
            raise ConcurrentUse(
                "another call, or in autocommit() a stream, is using this repository: finish it"
                " first, or open a second block"
            )
        self._busy = True

    def resume(self) -> None:
        """Begin one step of a stream. Raises Closed or ConcurrentUse."""
        self.require_open()
        if self._busy:
            raise ConcurrentUse("another call is using this repository: finish it first")
        self._busy = True

    def leave(self) -> None:
        """End one call or one step."""
        self._busy = False

    def require_open(self) -> None:
        """Raises Closed outside the block and in any other event loop."""
        if not self._open or self._loop is not asyncio.get_running_loop():
            raise Closed("this repository's block has been left, or belongs to another event loop")

    def translated(self, error: Exception) -> RepositoryError | None:
        """What to raise instead of `error`; remembers that the transaction is lost with it."""
        if isinstance(error, RepositoryError):
            return None
        translated = translate(error, self._diagnose)
        if translated is not None and self.transactional:
            self._failure = translated
        return translated

    def follow(self, stream: AsyncGenerator[Task, None]) -> None:
        """Remember a stream that was begun."""
        self._streams.add(stream)

    def forget(self, stream: AsyncGenerator[Task, None]) -> None:
        """A stream has ended."""
        self._streams.discard(stream)
        self._abandoned.discard(stream)

    def abandon(self, stream: AsyncGenerator[Task, None]) -> None:
        """The caller dropped a stream before its end: it is closed before the next call."""
        if stream in self._streams:
            self._abandoned.add(stream)

    async def _close_streams(self, streams: set[AsyncGenerator[Task, None]]) -> None:
        for stream in list(streams):
            self.forget(stream)
            try:
                await stream.aclose()
            except Exception as error:
                self._failure = self.translated(error) or self._failure

    def _require_healthy(self) -> None:
        if self._failure is not None:
            message = "a statement failed in this transaction and Postgres will not commit it"
            raise TransactionAborted(message) from self._failure


def translate(error: BaseException, diagnose: Diagnose) -> RepositoryError | None:
    """The first thing along the chain of causes that carries an SQLSTATE, else the first known."""
    known: list[Diagnosis] = []
    link: BaseException | None = error
    while link is not None:
        diagnosis = diagnose(link)
        if diagnosis is not None:
            known.append(diagnosis)
        link = link.__cause__ or link.__context__
    coded = next((diagnosis for diagnosis in known if diagnosis.sqlstate), None)
    return error_for(coded or known[0]) if known else None


def raise_translated(error: Exception, diagnose: Diagnose) -> NoReturn:
    """Raise what `error` means here, from `error`; raise it unchanged where it means nothing."""
    if isinstance(error, RepositoryError):
        raise error
    translated = translate(error, diagnose)
    if translated is None:
        raise error
    raise translated from error


class Guarded(Protocol):
    """A variant's repository as the boundary sees it."""

    _unit: UnitOfWork


R = TypeVar("R")


def guarded(repository: type[R]) -> type[R]:
    """Class decorator: lead every public method of a `Repository` through this boundary."""
    for name, method in list(vars(repository).items()):
        if name.startswith("_"):
            continue
        if inspect.iscoroutinefunction(method):
            setattr(repository, name, _guarded_call(name, method))
        elif inspect.isasyncgenfunction(method):
            setattr(repository, name, _guarded_stream(name, method))
        else:
            setattr(repository, name, _guarded_savepoint(method))
    return repository


def _guarded_call(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    check = _argument_check(name, method)

    @functools.wraps(method)
    async def call(self: Guarded, *arguments: Any, **options: Any) -> Any:
        unit = self._unit
        await unit.enter()
        try:
            check(arguments, options)
            return await method(self, *arguments, **options)
        except Exception as error:
            translated = unit.translated(error)
            if translated is None:
                raise
            raise translated from error
        finally:
            unit.leave()

    return call


def _guarded_stream(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    check = _argument_check(name, method)

    @functools.wraps(method)
    def stream(self: Guarded, *arguments: Any, **options: Any) -> TaskStream:
        self._unit.require_open()
        check(arguments, options)
        return TaskStream(self._unit, method(self, *arguments, **options))

    return stream


def _guarded_savepoint(
    method: Callable[..., AbstractAsyncContextManager[None]],
) -> Callable[..., AbstractAsyncContextManager[None]]:
    @functools.wraps(method)
    @asynccontextmanager
    async def savepoint(self: Guarded) -> AsyncIterator[None]:
        unit = self._unit
        await unit.enter()
        unit.leave()
        unit.require_transaction()
        caller_error: BaseException | None = None
        try:
            async with method(self):
                try:
                    async with unit.savepoint():
                        yield
                except BaseException as error:
                    caller_error = error
                    raise
        except Exception as error:
            if error is caller_error:
                raise
            translated = unit.translated(error)
            if translated is None:
                raise
            raise translated from error

    return savepoint


class TaskStream:
    """The tasks of `stream_tasks`, one at a time. Dropping it early is fine: nothing stays open."""

    __slots__ = ("_begun", "_tasks", "_unit")

    def __init__(self, unit: UnitOfWork, tasks: AsyncGenerator[Task, None]) -> None:
        self._unit = unit
        self._tasks = tasks
        self._begun = False

    def __aiter__(self) -> TaskStream:
        return self

    async def __anext__(self) -> Task:
        await self._next_step()
        try:
            return await anext(self._tasks)
        except StopAsyncIteration:
            self._unit.forget(self._tasks)
            raise
        except Exception as error:
            self._unit.forget(self._tasks)
            translated = self._unit.translated(error)
            if translated is None:
                raise
            raise translated from error
        finally:
            self._unit.leave()

    async def _next_step(self) -> None:
        if self._begun:
            self._unit.resume()
        else:
            await self._unit.enter()
            self._unit.follow(self._tasks)
            self._begun = True

    async def aclose(self) -> None:
        """Stop here and free the cursor at once."""
        self._unit.forget(self._tasks)
        await self._tasks.aclose()

    def __del__(self) -> None:
        self._unit.abandon(self._tasks)


def _argument_check(name: str, method: Callable[..., Any]) -> Callable[[Any, Any], None]:
    """One function that checks a call's arguments, put together once when the class is made."""
    parameters = list(inspect.signature(method).parameters.values())[1:]
    checks = [CHECKS.get(f"{name}.{p.name}", CHECKS.get(p.name)) for p in parameters]
    positional = [(p.name, c) for p, c in zip(parameters, checks, strict=True)]
    takes_changes = any(p.kind is p.VAR_KEYWORD for p in parameters)

    def check(arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
        for (field, rule), value in zip(positional, arguments, strict=False):
            if rule is not None:
                rule(field, value)
        for field, value in options.items():
            rule = CHECKS.get(f"{name}.{field}", CHECKS.get(field))
            if rule is not None:
                rule(field, value)
            elif takes_changes:
                raise InvalidInput(f"a task has no field {field!r} that can be changed", field)

    return check
