"""Runs the whole contract suite on an answer: a learner's own way."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from workbook.learn.candidate import Candidate
from workbook.learn.catalogue import ROOT
from workbook.learn.exercise import Strict
from workbook.learn.recorder import NONCE
from workbook.learn.todo import TodoError
from workbook.learn.verdict import NotYet
from workbook.wording import counted

FOLDER = "tests/contract"
LAST_LINES = 3


class Failed(Strict):
    """A test of the suite that failed; `todo` is the blank that it met, and `place` where."""

    file: str
    test: str
    words: str
    todo: str | None
    place: tuple[str, int] | None


class SuiteReport(Strict):
    """What came of all tests that were collected."""

    nonce: str
    tests: int
    failed: tuple[Failed, ...]


SUITE_REPORT = TypeAdapter(SuiteReport)


class _Blank(TodoError):
    """A blank that was met in another process."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.todo or failed.words)
        self._place = failed.place

    @property
    def place(self) -> tuple[str, int] | None:
        return self._place


class Suite:
    """What the suite says of one answer."""

    def __init__(self, report: SuiteReport) -> None:
        self._failed = report.failed

    def passes(self, *files: str) -> None:
        """Raise TodoError if a test in these files meets a blank, NotYet if another one fails."""
        failed = [one for one in self._failed if one.file in files or not files]
        self._raise_blank(failed)
        if failed:
            first = failed[0]
            raise NotYet(
                f"every test of {first.file} passes",
                f"{counted(len(failed), 'test')} fail, {first.test} for one: {first.words}",
                f"pytest -n 0 {FOLDER}/{first.file} -k {first.test} (the README says it in full)",
            )

    def is_written(self) -> None:
        """Raise TodoError if any test meets a blank."""
        self._raise_blank(self._failed)

    def _raise_blank(self, failed: Sequence[Failed]) -> None:
        blank = next((one for one in failed if one.todo is not None), None)
        if blank is not None:
            raise _Blank(blank)


async def suite_on(candidate: Candidate, database: str) -> Suite:
    """Run it in a process of its own, in this database. Raises NotYet if it comes to no end."""
    with tempfile.TemporaryDirectory(prefix="suite-") as scratch:
        report, nonce = Path(scratch) / "report.json", secrets.token_hex(16)
        said = await _pytest(candidate, database, report, nonce)
        try:
            found = SUITE_REPORT.validate_json(report.read_bytes())
        except (OSError, ValidationError) as error:
            raise NotYet("the suite comes to its end", said, candidate.path.name) from error
    if found.nonce != nonce:
        raise NotYet("a report of the suite", "one of somebody else", candidate.path.name)
    return Suite(found)


async def _pytest(candidate: Candidate, database: str, report: Path, nonce: str) -> str:
    """The last lines of its output."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", FOLDER, "-q", "-n", "0", "--tb", "no"),
        *("-p", "workbook.learn.suite_plugin", f"--randomly-seed={candidate.seed}"),
        *("--variant", f"{candidate.path.stem}:Database", "--postgres", database),
        *("--suite-database", database, "--suite-report", str(report)),
        cwd=ROOT,
        env={**os.environ, NONCE: nonce, "PYTHONPATH": str(candidate.path.parent)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return " ".join(said.decode(errors="replace").splitlines()[-LAST_LINES:])
