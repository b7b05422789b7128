"""Repositories that break a promise, and what a learner's own tests say of them.

A test of a learner's is a function of a module, `async def test_...(database, sql)`. Any exception
out of it is a failure, and so is waiting for longer than LONGEST.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

from shared.protocol import Database
from shared.settings import Settings
from variants import VARIANTS
from workbook.learn.todo import TodoError
from workbook.learn.verdict import NotYet, in_words
from workbook.plant import plant, unchanged
from workbook.tables import Sql

LONGEST = 1.5
POOL_SIZE = 4
EMPTY_TABLES = "TRUNCATE tasks, projects RESTART IDENTITY"

Failures = Mapping[str, Exception]
Kinds = dict[object, type[Database]]


@dataclass(frozen=True, slots=True)
class Broken:
    """A copy of a way, in whose `file` the text `old` reads `new`; `symptom` is what users see."""

    symptom: str
    promise: str
    file: str
    old: str
    new: str

    @property
    def way(self) -> str:
        """The way that is copied."""
        return self.file.partition("/")[0]


class Written:
    """The tests that a learner has written for `task`. Copies are made once, kept in `kinds`."""

    def __init__(self, module: ModuleType, url: str, sql: Sql, kinds: Kinds, task: int) -> None:
        named = vars(module).items()
        self._tests = {name: test for name, test in named if name.startswith("test_")}
        self._url = url
        self._sql = sql
        self._kinds = kinds
        self._task = task

    async def accept_what_is_right(self) -> None:
        """Raise NotYet if any of the tests fails on any of the four ways."""
        for way, database in VARIANTS.items():
            for name, error in (await self._failures(database)).items():
                if isinstance(error, TodoError):
                    raise error
                raise NotYet(
                    "every test passes on a repository that is right",
                    f"{name} fails on {way}: {_said_by(error)}",
                    "whether that is promised in shared/protocol.py, or only so in one way",
                )

    async def notice(self, broken: Broken) -> None:
        """Raise NotYet unless a test fails on the broken copy and passes on one that is whole.

        Or TodoError, as long as there is a blank of this task.
        """
        failures = await self._failures(self._copy(broken))
        suspicious = {name for name, e in failures.items() if not isinstance(e, TodoError)}
        whole = await self._failures(self._copy(broken.way)) if suspicious else {}
        if suspicious - whole.keys():
            return
        blanks = (error for error in failures.values() if isinstance(error, TodoError))
        raise next((blank for blank in blanks if blank.task == self._task), None) or NotYet(
            f"a test that fails where {broken.symptom}",
            self._said(suspicious),
            f"what shared/protocol.py says of {broken.promise}",
        )

    def _said(self, suspicious: set[str]) -> str:
        if suspicious:
            return f"{', '.join(sorted(suspicious))} fails, but on the whole repository as well"
        return "it is not noticed by any of your tests"

    def _copy(self, wanted: Broken | str) -> type[Database]:
        if wanted not in self._kinds:
            self._kinds[wanted] = (
                unchanged(wanted)
                if isinstance(wanted, str)
                else plant(wanted.file, wanted.old, wanted.new)
            )
        return self._kinds[wanted]

    async def _failures(self, kind: type[Database]) -> Failures:
        """What each test raises on this kind of repository, by name; nothing if it passes."""
        failures = {}
        settings = Settings(self._url, pool_size=POOL_SIZE, close_timeout=1)
        async with kind.open(settings) as database:
            for name, test in self._tests.items():
                await self._sql.execute(EMPTY_TABLES)
                try:
                    async with asyncio.timeout(LONGEST):
                        await test(database, self._sql)
                except Exception as error:  # a learner's test may raise anything
                    failures[name] = error
        return failures


def _said_by(error: Exception) -> str:
    """What a failure says, and for a bare `assert` the line of it."""
    if isinstance(error, NotYet):
        return f"{error.expected} was expected, {error.actual} came"
    if isinstance(error, AssertionError) and not str(error):
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"line {last.lineno}, {last.line}"
    return in_words(error)
