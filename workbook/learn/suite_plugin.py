"""What runs inside the contract suite when it is asked about an answer: it writes down what failed.

The suite is a program that is started here, as a learner would start it, and not a module that is
imported; so its key for a given database is looked up where the suite has left it.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Generator
from pathlib import Path

import pytest

from workbook.learn.recorder import COMPLETE, NONCE
from workbook.learn.suite import SUITE_REPORT, Failed, SuiteReport
from workbook.learn.todo import TodoError
from workbook.learn.verdict import in_words


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("suite")
    group.addoption("--suite-database", metavar="URL")
    group.addoption("--suite-report", type=Path, metavar="FILE")


def pytest_configure(config: pytest.Config) -> None:
    given = importlib.import_module("tests.conftest").DATABASE
    config.stash[given] = config.getoption("--suite-database")
    config.pluginmanager.register(_Recorder(config.getoption("--suite-report")))


class _Recorder:
    """Keeps the first failure of each test, and repeats the nonce, which no answer gets to see."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._nonce = os.environ.pop(NONCE, "")
        self._failed: dict[str, Failed] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.failed and call.excinfo:
            self._failed.setdefault(item.nodeid, _failed(item, call.excinfo.value))
        return report

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus in COMPLETE:
            told = SuiteReport(
                nonce=self._nonce,
                tests=session.testscollected,
                failed=tuple(self._failed.values()),
            )
            self._path.write_bytes(SUITE_REPORT.dump_json(told))


def _failed(item: pytest.Item, error: BaseException) -> Failed:
    blank = error if isinstance(error, TodoError) else None
    return Failed(
        file=item.path.name,
        test=getattr(item, "originalname", item.name),
        words=in_words(error).removeprefix("AssertionError: "),
        todo=str(blank) if blank else None,
        place=blank.place if blank else None,
    )
