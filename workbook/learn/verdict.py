"""What a test says of an answer: three lines, what was expected, what came, where to look next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Protocol

from shared.protocol import Task
from workbook.learn.todo import TodoError

LONGEST = 200
MOST_FIELDS = 3
"""So many fields of a task are told at most: the first that differ."""
FIRST_IDS = 8
AT_ONCE = 1.5
"""Seconds after which who has not answered is waiting for something."""
SLIPS = (NameError, TypeError, AttributeError, ImportError, SyntaxError)
TASK_FIELDS = (
    *("id", "title", "done", "project_id", "assignee", "due_at"),
    *("external_id", "version", "created_at"),
)


class Identified(Protocol):
    """What has an id."""

    @property
    def id(self) -> int: ...


class NotYet(AssertionError):
    """The answer is not right yet; its text is the three lines that a learner reads."""

    def __init__(self, expected: object, actual: object, look: str) -> None:
        self.expected = shortened(str(expected))
        self.actual = shortened(str(actual))
        self.look = shortened(look)
        super().__init__(
            f"expected: {self.expected}\nactual:   {self.actual}\nlook at:  {self.look}"
        )


def same(actual: object, expected: object, look: str) -> None:
    """Raise NotYet unless the two are equal; of two mappings it tells what differs."""
    if actual == expected:
        return
    if isinstance(actual, Mapping) and isinstance(expected, Mapping):
        raise NotYet(_apart(expected, actual), _apart(actual, expected), look)
    raise NotYet(repr(expected), repr(actual), look)


def same_task(actual: object, expected: Task, look: str) -> None:
    """Raise NotYet unless `actual` has every field of a task, with these values."""
    missing = [field for field in TASK_FIELDS if not hasattr(actual, field)]
    if missing:
        what = f"{type(actual).__name__} without .{', .'.join(missing)}"
        raise NotYet(f"the task {expected.title!r}, with all fields of a Task", what, look)
    differing = [
        field for field in TASK_FIELDS if getattr(actual, field) != getattr(expected, field)
    ]
    if any(_is_misplaced(getattr(actual, f), getattr(expected, f)) for f in differing):
        look = "which column each field is filled from"
    if differing:
        told = differing[:MOST_FIELDS]
        raise NotYet(_values(expected, told), _values(actual, told), look)


def same_tasks(actual: object, expected: list[Task], look: str) -> None:
    """Raise NotYet unless `actual` is these tasks in this order."""
    found = list(actual) if isinstance(actual, list | tuple) else [actual]
    same([getattr(task, "id", task) for task in found], [task.id for task in expected], look)
    for one, wanted in zip(found, expected, strict=True):
        same_task(one, wanted, look)


def same_ids(actual: Sequence[Identified], expected: Sequence[Identified], what: str) -> None:
    """Raise NotYet unless these `what`, such as "projects", are the expected ones in order."""
    found, wanted = [one.id for one in actual], [one.id for one in expected]
    if sorted(found) != sorted(wanted):
        missing = sorted({*wanted} - {*found})
        told = f"{len(found)}, {len({*found})} of them different; missing: {missing}"
        raise NotYet(f"{len(wanted)} {what}", told, f"which {what} come, and how often")
    same(found[:FIRST_IDS], wanted[:FIRST_IDS], f"the order of the {what}: the first {FIRST_IDS}")
    same(found, wanted, f"the order of the {what}")


@contextmanager
def refused(kind: type[Exception], look: str) -> Iterator[None]:
    """Around a call that must raise `kind`: NotYet if it does not, or raises something else.

    What Python raises for a slip of the pen goes on: whoever tells of it names the line.
    """
    try:
        yield
    except (NotYet, TodoError):
        raise
    except kind:
        return
    except SLIPS:
        raise
    except Exception as error:
        raise NotYet(f"{kind.__name__} is raised", in_words(error), look) from error
    raise NotYet(f"{kind.__name__} is raised", "nothing was raised", look)


@asynccontextmanager
async def at_once(look: str) -> AsyncIterator[None]:
    """Around what must not wait for another session: NotYet if it does."""
    try:
        async with asyncio.timeout(AT_ONCE):
            yield
    except TimeoutError as error:
        raise NotYet(
            "an answer at once", f"none within {AT_ONCE} s: it waits, or never stops", look
        ) from error


def in_words(error: BaseException) -> str:
    """An exception in one line."""
    first = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def shortened(text: str) -> str:
    """On one line, and not longer than can be read at a glance."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 2]} …"


def _apart(one: Mapping[str, object], other: Mapping[str, object]) -> str:
    """What this mapping has that the other has not."""
    apart = {key: one[key] for key in one if key not in other or one[key] != other[key]}
    return ", ".join(f"{key}={_told(value)}" for key, value in apart.items()) or "nothing else"


def _is_misplaced(value: object, expected: object) -> bool:
    """Whether it is of another kind, as when fields are filled in the order of other columns."""
    return None not in (value, expected) and type(value) is not type(expected)


def _values(task: object, fields: list[str]) -> str:
    return ", ".join(f"{field}={_told(getattr(task, field))}" for field in fields)


def _told(value: object) -> str:
    return str(value) if isinstance(value, datetime) else repr(value)
