"""How many programs, from which seed, and where they are played.

    uv run pytest tests/programs --programs 10000 --hypothesis-seed 7

The options can be given when this folder is: pytest reads them from a conftest that it knows at
its start. The seed is that of `--hypothesis-seed`, else that of pytest-randomly; both are printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, product

import pytest

from shared.postgres import Server
from tests.programs.stage import Stage
from tests.ways import chosen_ways
from variants import VARIANTS
from workbook.ways import Way

PROGRAMS = 50
PART = 50


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("workbook").addoption(
        "--programs",
        type=int,
        default=PROGRAMS,
        metavar="NUMBER",
        help="so many random programs on each driver, in parts of 50",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "part" in metafunc.fixturenames:
        parts = -(-_programs(metafunc.config) // PART)
        turns = [*product(_casts(metafunc.config), range(parts))]
        names = [f"{ways[0].driver}-{part}" for ways, part in turns]
        metafunc.parametrize(("ways", "part"), turns, ids=names)


def pytest_report_header(config: pytest.Config) -> str:
    return f"random programs: --programs={_programs(config)} --hypothesis-seed={_seed(config)}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    played = [dict(report.user_properties) for report in reports if report.when == "call"]
    programs, steps = (sum(part.get(what, 0) for part in played) for what in ("programs", "steps"))
    if programs:
        terminalreporter.write_line(f"{programs:,} random programs, {steps:,} steps")


@pytest.fixture(scope="session")
def stage(pytestconfig: pytest.Config, server: Server) -> Iterator[Stage]:
    """A database for each of our ways, and for each that was asked for."""
    databases = max(len(VARIANTS), *map(len, _casts(pytestconfig)))
    with Stage.built(server, databases) as stage:
        yield stage


@pytest.fixture
def replay(request: pytest.FixtureRequest) -> str:
    """The options that play the same programs again."""
    config = request.config
    return f"--programs={_programs(config)} --hypothesis-seed={_seed(config)}"


def _programs(config: pytest.Config) -> int:
    number: int = config.getoption("--programs", PROGRAMS)
    return number


def _seed(config: pytest.Config) -> str:
    return str(config.getoption("--hypothesis-seed") or config.getoption("randomly_seed", 0))


def _casts(config: pytest.Config) -> Iterator[Sequence[Way]]:
    """The ways that play together: those on the same driver."""
    ways = chosen_ways(config.getoption("--variant"), config.getoption("--driver"))
    ordered = sorted(ways, key=lambda way: way.driver)
    return (tuple(group) for _, group in groupby(ordered, key=lambda way: way.driver))
