"""Writes down what pytest found, for whoever started it."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

import pytest

from workbook.learn.candidate import Candidate
from workbook.learn.finding import REPORT, Finding, Report, explained
from workbook.ledger.entry import Call

NONCE = "WORKBOOK_LEARN_NONCE"
COMPLETE = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)


class Recorder:
    """Keeps a finding for each test, of its first phase that failed; writes them at the end.

    Only a session that comes to its end writes a report, and it repeats the nonce that it was
    given: an answer that ends the process leaves none.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._nonce = os.environ.pop(NONCE, "")
        self._findings: dict[str, Finding] = {}
        self._shown: Call | None = None
        self._caught: set[Candidate] = set()
        self._endless: dict[Candidate, BaseException] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """A mutant needs to be caught once; what never stops is not begun again."""
        candidate = candidate_of(item)
        if candidate in self._endless:
            raise self._endless[candidate]
        if candidate.role == "mutant" and candidate in self._caught:
            pytest.skip("it was caught already")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.skipped:
            return report
        if call.excinfo and call.excinfo.errisinstance(pytest.fail.Exception):
            self._endless[candidate_of(item)] = call.excinfo.value
        finding = _finding(item, call)
        if finding.words:
            report.longrepr = "\n".join(filter(None, (*finding.words, finding.place)))
            self._caught.add(candidate_of(item))
        known = self._findings.get(item.nodeid)
        if known is None or known.outcome == "passed":
            self._findings[item.nodeid] = finding
        if call.when == "call" and item.get_closest_marker("shown") and not call.excinfo:
            self._shown = cast("Any", item).funcargs["budget"].call
        return report

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write all of it, to be trusted because of the nonce, if every test was collected."""
        if self._path is not None and exitstatus in COMPLETE:
            report = Report(
                nonce=self._nonce, findings=tuple(self._findings.values()), shown=self._shown
            )
            self._path.write_bytes(REPORT.dump_json(report))


def candidate_of(item: pytest.Item) -> Candidate:
    """Which answer a test is about."""
    candidate: Candidate = cast("Any", item).callspec.params["candidate"]
    return candidate


def task_of(item: pytest.Item) -> int:
    """The task that a test is marked with; 0 if it is with none."""
    marker = item.get_closest_marker("task")
    return int(marker.args[0]) if marker else 0


def _finding(item: pytest.Item, call: pytest.CallInfo[None]) -> Finding:
    candidate = candidate_of(item)
    error = None if call.excinfo is None else call.excinfo.value
    outcome, words, place = (
        ("passed", (), None) if error is None else explained(error, candidate.path)
    )
    return Finding(
        test=getattr(item, "originalname", item.name),
        task=task_of(item),
        hidden=item.path.stem.endswith("_hidden"),
        candidate=candidate.name,
        outcome=outcome,
        words=words,
        place=place,
    )
