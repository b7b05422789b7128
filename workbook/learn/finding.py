"""What a test run found about one answer: each test's outcome, in words for a learner."""

from __future__ import annotations

import linecache
import traceback
from pathlib import Path
from typing import Literal

import asyncpg
import pytest
from pydantic import TypeAdapter

from workbook.learn.exercise import Strict
from workbook.learn.todo import TodoError
from workbook.learn.verdict import NotYet, in_words, shortened
from workbook.ledger.entry import Call

Outcome = Literal["passed", "todo", "failed"]


class Finding(Strict):
    """One test on one candidate. `words` are three lines where it failed, one where it is a blank.

    `place` is the line of the answer where the blank is, as file:line.
    """

    test: str
    task: int
    hidden: bool
    candidate: str
    outcome: Outcome
    words: tuple[str, ...] = ()
    place: str | None = None


class Report(Strict):
    """All of a run. `nonce` is what the parent gave; `shown` what the answer sent."""

    nonce: str
    findings: tuple[Finding, ...]
    shown: Call | None = None


REPORT = TypeAdapter(Report)


def explained(error: BaseException, answer: Path) -> tuple[Outcome, tuple[str, ...], str | None]:
    """What an exception out of a test means: a blank, a verdict, or a mistake of the answer."""
    if isinstance(error, TodoError):
        where = None if error.place is None else f"{Path(error.place[0]).name}:{error.place[1]}"
        return "todo", (shortened(str(error)),), where
    told = error if isinstance(error, NotYet) else _verdict_on(error, _last_place(error, answer))
    return "failed", tuple(str(told).splitlines()), None


def _verdict_on(error: BaseException, place: str | None) -> NotYet:
    match error:
        case TimeoutError():
            return NotYet(
                "an answer in time", "none: it waits, or never stops", place or "what it waits for"
            )
        case pytest.fail.Exception():
            return NotYet("an answer in time", "none: it never stops", place or "loops without end")
        case asyncpg.UndefinedTableError() if place is None:
            return NotYet("the tables tasks and projects", in_words(error), "what drops them")
        case SyntaxError():
            line = f"{Path(error.filename or '?').name}:{error.lineno}"
            return NotYet("a file that Python can read", in_words(error), line)
        case _:
            return NotYet("no exception", in_words(error), place or "the last lines you changed")


def _last_place(error: BaseException, answer: Path) -> str | None:
    """The innermost line of the answer's file on the way to the error, with its code."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename) == answer:
            code = linecache.getline(frame.filename, frame.lineno or 0).strip()
            return f"{answer.name}:{frame.lineno}" + (f"  {code}" if code else "")
    return None
