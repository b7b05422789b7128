"""What goes into a repository, the small results that come out, and what makes a value fit to send.

A value checks itself when it is made, so a bad one never reaches a statement. The limits are those
of the schema; checking them here matters because Postgres is not strict about all of them (it cuts
trailing blanks off a text that is too long, and a driver may store a datetime without zone in
whatever zone the session has).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypedDict

from shared.errors import InvalidInput

TEXT_LENGTH = 255
INT4 = range(-(2**31), 2**31)
INT8 = range(-(2**63), 2**63)
PAGE = range(1, 1001)


class Isolation(StrEnum):
    """The transaction isolation levels that Postgres tells apart, in its own words."""

    READ_COMMITTED = "READ COMMITTED"
    REPEATABLE_READ = "REPEATABLE READ"
    SERIALIZABLE = "SERIALIZABLE"


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be stored. What Postgres decides (id, version, created_at) is not in it.

    `due_at` is kept in UTC, as it will be read.

    Raises InvalidInput, naming the field, for a value that the tables cannot hold unchanged.
    """

    title: str
    _: KW_ONLY
    done: bool = False
    project_id: int | None = None
    assignee: str | None = None
    due_at: datetime | None = None
    external_id: str | None = None

    def __post_init__(self) -> None:
        check_text("title", self.title)
        check_flag("done", self.done)
        check_optional(check_id, "project_id", self.project_id)
        check_optional(check_text, "assignee", self.assignee)
        check_optional(check_moment, "due_at", self.due_at)
        object.__setattr__(self, "due_at", in_utc(self.due_at))
        check_optional(check_text, "external_id", self.external_id)


class TaskChanges(TypedDict, total=False):
    """What to change in a task: an absent key stays as it is, a key that is None clears."""

    title: str
    done: bool
    project_id: int | None
    assignee: str | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks: every condition that is given must hold; one that is None asks nothing.

    `title_contains` looks for the text itself, upper and lower case alike; `due_before` is
    exclusive, and a task without a due date never matches it.
    """

    done: bool | None = None
    project_id: int | None = None
    assignee: str | None = None
    title_contains: str | None = None
    due_before: datetime | None = None

    def __post_init__(self) -> None:
        check_optional(check_flag, "done", self.done)
        check_optional(check_id, "project_id", self.project_id)
        check_optional(check_text, "assignee", self.assignee)
        check_optional(check_characters, "title_contains", self.title_contains)
        check_optional(check_moment, "due_before", self.due_before)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, as three counts that add up to the number of tasks given."""

    inserted: int
    updated: int
    unchanged: int

    @classmethod
    def of(cls, written: Sequence[bool], *, given: int) -> ImportResult:
        """Count the rows that were written, each True if inserted, out of all that were given."""
        inserted = sum(written)
        return cls(inserted, len(written) - inserted, given - len(written))


@dataclass(frozen=True, slots=True)
class ProjectSummary:
    """One project in figures.

    `overdue` is open and past due by the server's clock; `newest_at` None if empty.
    """

    project_id: int
    name: str
    total: int
    done: int
    overdue: int
    newest_at: datetime | None


@dataclass(frozen=True, slots=True)
class PoolStatus:
    """Connections of the pool: open now, in use now, and the most there may be."""

    open: int
    in_use: int
    limit: int


def check_integer(field: str, value: object, within: range) -> None:
    """Refuse what is no int (True and 1.0 are not) or lies outside `within`."""
    if type(value) is not int:
        raise InvalidInput(f"{field} must be an int, not {type(value).__name__} ({value!r})", field)
    if value not in within:
        raise InvalidInput(f"{field} must be from {within[0]} to {within[-1]}, not {value}", field)


def check_id(field: str, value: object) -> None:
    """Refuse what a bigint column cannot hold."""
    check_integer(field, value, INT8)


def check_version(field: str, value: object) -> None:
    """Refuse what an integer column cannot hold."""
    check_integer(field, value, INT4)


def check_page(field: str, value: object) -> None:
    """Refuse a page that is empty, or so long that it should be streamed."""
    check_integer(field, value, PAGE)


def check_flag(field: str, value: object) -> None:
    """Refuse everything but True and False."""
    if type(value) is not bool:
        raise InvalidInput(f"{field} must be True or False, not {value!r}", field)


def check_characters(field: str, value: object) -> None:
    """Refuse what is no str, and the two characters that Postgres's UTF-8 text cannot hold."""
    if not isinstance(value, str):
        raise InvalidInput(f"{field} must be a str, not {type(value).__name__} ({value!r})", field)
    if "\0" in value:
        raise InvalidInput(f"{field} holds a NUL character, at {value.index(chr(0))}", field)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"{field} holds a lone surrogate, at {error.start}", field) from error


def check_text(field: str, value: object) -> None:
    """Refuse also what a varchar(255) would cut or reject."""
    check_characters(field, value)
    if isinstance(value, str) and len(value) > TEXT_LENGTH:
        raise InvalidInput(f"{field} has {len(value)} characters; {TEXT_LENGTH} is the most", field)


def check_moment(field: str, value: object) -> None:
    """Refuse a datetime without a zone (which instant is it?) or one that UTC cannot express."""
    if not isinstance(value, datetime):
        raise InvalidInput(
            f"{field} must be a datetime, not {type(value).__name__} ({value!r})", field
        )
    if value.utcoffset() is None:
        raise InvalidInput(f"{field} has no time zone: {value!r}", field)
    try:
        instant = value.astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise InvalidInput(f"{field} is outside the years 1 to 9999: {value!r}", field) from error
    if instant in (datetime.min, datetime.max):
        raise InvalidInput(f"{field} means infinity to a driver: {value!r}", field)


def in_utc(value: Any) -> Any:
    """A moment in UTC, anything else as it is.

    In the hour that a clock shows twice Python calls a moment of one zone different from the same
    moment of another, and what compares values, as a unit of work does, would see a change.
    """
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def check_ids(field: str, value: Sequence[object]) -> None:
    """Refuse what is no sequence, and one in which anything is no id."""
    check_collection(field, value)
    for position, item in enumerate(value):
        if type(item) is not int or not INT8[0] <= item <= INT8[-1]:
            check_id(f"{field}[{position}]", item)


def check_isolation(field: str, value: object) -> None:
    """Refuse what is no level of `Isolation`."""
    if not isinstance(value, Isolation):
        raise InvalidInput(f"{field} must be one of {[*Isolation]}, not {value!r}", field)


def check_seconds(field: str, value: object) -> None:
    """Refuse a time limit that is not a positive number: 0 would switch the limit off."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 < value < INT4[-1] / 1000
    ):
        raise InvalidInput(f"{field} must be a positive number of seconds, not {value!r}", field)


def check_filter(field: str, value: object) -> None:
    """Refuse what is no TaskFilter."""
    if not isinstance(value, TaskFilter):
        raise InvalidInput(f"{field} must be a TaskFilter, not {value!r}", field)


def check_task(field: str, value: object) -> None:
    """Refuse what is no NewTask."""
    if not isinstance(value, NewTask):
        raise InvalidInput(f"{field} must be a NewTask, not {value!r}", field)


def check_optional(check: Callable[[str, object], None], field: str, value: object) -> None:
    """Let None pass, else check."""
    if value is not None:
        check(field, value)


def check_collection(field: str, value: object) -> None:
    """Refuse what cannot be gone through more than once, or is a text."""
    if not isinstance(value, Collection) or isinstance(value, str | bytes):
        raise InvalidInput(f"{field} must be a sequence, not {type(value).__name__}", field)


def check_tasks(field: str, value: Iterable[object]) -> None:
    """Refuse what is no sequence, and one that is not made of NewTask."""
    check_collection(field, value)
    for position, item in enumerate(value):
        if not isinstance(item, NewTask):
            check_task(f"{field}[{position}]", item)


def check_import(field: str, value: Sequence[NewTask]) -> None:
    """Refuse a batch in which a task has no external_id, or two have the same.

    Either would make the result a guess.
    """
    check_tasks(field, value)
    seen: dict[str, int] = {}
    for position, task in enumerate(value):
        if task.external_id is None:
            raise InvalidInput(
                f"{field}[{position}] has no external_id, which an import goes by", "external_id"
            )
        first = seen.setdefault(task.external_id, position)
        if first != position:
            message = f"{field}[{position}] repeats the external_id of {field}[{first}]"
            raise InvalidInput(f"{message}: {task.external_id!r}", "external_id")
