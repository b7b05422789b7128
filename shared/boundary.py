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
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, cast

from shared import domain
from shared.errors import Closed, Diagnose, InvalidInput, Unavailable, raise_translated
from shared.savepoint import savepoint_within
from shared.settings import Settings
from shared.task_stream import TaskStream
from shared.unit_of_work import UnitOfWork
from shared.watchdog import GRACE, Watchdog

if TYPE_CHECKING:
    from shared.protocol import Task

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

READING = {
    "get_task",
    "get_tasks",
    "list_tasks",
    "count_tasks",
    "get_project",
    "list_projects",
    "summarize_projects",
    "newest_tasks",
}
"""What may be asked again when its answer was lost."""


class Boundary:
    """One open `Database`: it belongs to an event loop, and ends."""

    __slots__ = ("_diagnose", "_drained", "_loop", "_settings", "_units", "is_cut", "watchdog")

    def __init__(self, diagnose: Diagnose, settings: Settings) -> None:
        self.watchdog = Watchdog()
        self.is_cut = False
        self._diagnose = diagnose
        self._settings = settings
        self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        self._units = 0
        self._drained = asyncio.Event()

    def transaction(
        self,
        isolation: domain.Isolation | None,
        statement_timeout: float | None,
        *,
        read_only: bool,
    ) -> UnitOfWork:
        """A unit of work that commits as a whole. Raises InvalidInput, or Closed."""
        domain.check_flag("read_only", read_only)
        domain.check_optional(domain.check_isolation, "isolation", isolation)
        domain.check_optional(domain.check_seconds, "statement_timeout", statement_timeout)
        limit = statement_timeout or self._settings.statement_timeout
        return UnitOfWork(
            self,
            self._diagnose,
            self._running_loop(),
            limit,
            transactional=True,
            read_only=read_only,
        )

    def autocommit(self) -> UnitOfWork:
        """A unit of work in which every statement commits by itself. Raises Closed."""
        limit = self._settings.statement_timeout
        return UnitOfWork(self, self._diagnose, self._running_loop(), limit, transactional=False)

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None or self._loop is not asyncio.get_running_loop():
            raise Closed("this Database is closed, or was opened in another event loop")
        return self._loop

    async def close(self, timeout: float) -> None:
        """No more units of work; those under way get `timeout` seconds to end, then are cut."""
        self._loop = None
        try:
            await self._wait_for_units(timeout)
        finally:
            self.is_cut = True
            self.watchdog.cut()
        await self._wait_for_units(GRACE)

    async def _wait_for_units(self, timeout: float) -> None:
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
    async def opening(cls, diagnose: Diagnose, settings: Settings) -> AsyncIterator[Boundary]:
        """Translate what goes wrong while a pool is made and the server is asked to answer."""
        try:
            yield cls(diagnose, settings)
        except TimeoutError as error:
            raise Unavailable("the server did not answer within connect_timeout") from error
        except Exception as error:
            raise_translated(error, diagnose)


class Guarded(Protocol):
    """A variant's repository as the boundary sees it."""

    _unit: UnitOfWork


P = ParamSpec("P")
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


def one_by_one(
    method: Callable[P, AsyncIterator[Sequence[Task]]],
) -> Callable[P, AsyncIterator[Task]]:
    """Method decorator: this one gives batches, and who calls it gets task after task.

    That is the doing of `guarded`; here the type checker is told.
    """
    return cast("Callable[P, AsyncIterator[Task]]", method)


def _guarded_call(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    check = _argument_check(name, method)
    writing = name not in READING

    @functools.wraps(method)
    async def call(self: Guarded, *arguments: Any, **options: Any) -> Any:
        unit = self._unit
        await unit.enter()
        try:
            check(arguments, options)
            if options:
                options = {field: domain.in_utc(value) for field, value in options.items()}
            with unit.wait:
                return await method(self, *arguments, **options)
        except Exception as error:
            unit.raise_for(error, writing=writing)
        finally:
            unit.call_lock.release()

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
    def savepoint(self: Guarded) -> AbstractAsyncContextManager[None]:
        return savepoint_within(self._unit, method(self))

    return savepoint


def _argument_check(name: str, method: Callable[..., Any]) -> Callable[[Any, Any], None]:
    """One function that checks a call's arguments, put together once when the class is made."""
    parameters = list(inspect.signature(method).parameters.values())[1:]
    checks = [CHECKS.get(f"{name}.{p.name}", CHECKS.get(p.name)) for p in parameters]
    positional = [(p.name, c) for p, c in zip(parameters, checks, strict=True)]
    takes_changes = any(p.kind is p.VAR_KEYWORD for p in parameters)
    named = {p.name for p in parameters if p.kind is not p.VAR_KEYWORD}
    changeable = named | domain.TaskChanges.__annotations__.keys()

    def check(arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
        for (field, rule), value in zip(positional, arguments, strict=False):
            if rule is not None:
                rule(field, value)
        for field, value in options.items():
            if takes_changes and field not in changeable:
                raise InvalidInput(f"a task has no field {field!r} that can be changed", field)
            rule = CHECKS.get(f"{name}.{field}", CHECKS.get(field))
            if rule is not None:
                rule(field, value)

    return check
