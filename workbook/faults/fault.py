"""A fault, and what came of it: the error that left the way, and the libraries' own below it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from shared.errors import RepositoryError
from workbook.faults.scene import Scene


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong, made to happen by `happen`, in `row` of the fault lab's list."""

    row: int
    name: str
    what: str
    happen: Callable[[Scene], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    `error` is the class that left the way, None if nobody noticed. `native` is what it was raised
    from, the outermost first, each with its SQLSTATE if it has one.
    """

    error: str | None
    retryable: bool
    native: tuple[str, ...]


def outcome_of(error: BaseException | None) -> Outcome:
    """In words that are the same every time."""
    if error is None:
        return Outcome(None, retryable=False, native=())
    retryable = isinstance(error, RepositoryError) and error.retryable
    native = tuple(map(_named, _causes(error)))
    return Outcome(type(error).__name__, retryable, native)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What the libraries raised: an error of ours leads to them, one of the caller does not."""
    link = error.__cause__ if isinstance(error, RepositoryError) else None
    while link is not None:
        if not isinstance(link, RepositoryError) and not _is_emulated(link):
            yield link
        link = getattr(link, "orig", None) or link.__cause__


def _is_emulated(error: BaseException) -> bool:
    """Whether SQLAlchemy's asyncpg dialect made it, only to have what DBAPI knows."""
    return type(error).__module__.startswith(("sqlalchemy.dialects", "sqlalchemy.connectors"))


def _named(error: BaseException) -> str:
    kind = type(error)
    module = kind.__module__.partition(".")[0]
    name = kind.__qualname__ if module == "builtins" else f"{module}.{kind.__qualname__}"
    return " ".join(filter(None, [name, getattr(error, "sqlstate", None)]))
