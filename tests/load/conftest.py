"""How long the load lasts, a server of its own that may be restarted, and the table at the end."""

from __future__ import annotations

import pytest

from tests.faults.test_server import cluster, restart

__all__ = ["cluster", "restart"]

SECONDS = 6.0
"""For each way unless told otherwise."""

REST = 90.0
"""Seconds that the test may take besides: starting servers, and reading everything again."""

REPORT = "load"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("workbook")
    group.addoption(
        "--seconds", type=float, default=SECONDS, help="how long each way is under load"
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    ways = len(item.config.getoption("--variant")) or 4
    item.add_marker(pytest.mark.timeout(seconds_of(item.config) * ways * 2 + REST))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    told = [str(value) for one in reports for name, value in one.user_properties if name == REPORT]
    for table in dict.fromkeys(told):  # every subtest has it as well
        terminalreporter.write_line(table)


def seconds_of(config: pytest.Config) -> float:
    """For each way. The option is there only if this folder was asked for."""
    given: float = config.getoption("--seconds", default=SECONDS)
    return given


@pytest.fixture
def seconds(pytestconfig: pytest.Config) -> float:
    """How long each way is under load."""
    return seconds_of(pytestconfig)
