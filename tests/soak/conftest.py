"""The options of the soak, a server of its own that may be restarted, and its report at the end."""

from __future__ import annotations

import secrets

import pytest

from tests.faults.test_server import Restart, cluster, private_url, restart
from tests.soak.soak import Place

__all__ = ["cluster", "private_url", "restart"]

SECONDS = 8.0
"""For each way unless told otherwise: a minute in all for the seven."""

REST = 60.0
"""Seconds that a test may take besides: starting the server, reading everything again."""

REPORT = "soak"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("workbook")
    group.addoption("--minutes", type=float, help="how long the soak lasts for each way")
    group.addoption("--seed", type=int, help="play the soak of this seed again")


# psycopg holds a cursor to be open whose CLOSE has met a broken connection, though both are gone.
BROKEN_CURSOR = "ignore:.*AsyncServerCursor.* was deleted while still open"


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.filterwarnings(BROKEN_CURSOR))
    item.add_marker(pytest.mark.timeout(seconds_of(item.config) * 2 + REST))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for outcome in ("passed", "failed"):
        for test in terminalreporter.getreports(outcome):
            for name, value in test.user_properties:
                if name == REPORT:
                    terminalreporter.write_line(str(value))


def seconds_of(config: pytest.Config) -> float:
    """How long each way is soaked. These options are there only if this folder was asked for."""
    minutes = config.getoption("--minutes", default=None)
    return SECONDS if minutes is None else minutes * 60


@pytest.fixture
def seconds(pytestconfig: pytest.Config) -> float:
    """How long the soak lasts."""
    return seconds_of(pytestconfig)


@pytest.fixture
def seed(pytestconfig: pytest.Config) -> int:
    """What the load and the faults are drawn from."""
    given: int | None = pytestconfig.getoption("--seed", default=None)
    return secrets.randbits(32) if given is None else given


@pytest.fixture
def place(private_url: str, restart: Restart) -> Place:
    """A database whose server may be restarted."""
    return Place(private_url, restart)
