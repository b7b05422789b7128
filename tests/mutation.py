"""Runs tests once more on a planted mistake: each in a process of its own, on a shared database."""

from __future__ import annotations

import multiprocessing
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from shared.postgres import Server
from tests.conftest import DATABASE
from tests.plant import ROOT
from variants import VARIANTS

DEADLINE = 60.0
DECLARED = re.compile(
    r'"""(?P<method>\w+): .+?CAUGHT_BY = "(?P<caught_by>[^"]+)"\n'
    r'(?:DRIVER = "(?P<driver>\w+)"\n)?.+?(?P<variant>' + "|".join(VARIANTS) + ")",
    re.DOTALL,
)

RunPytest = Callable[[Sequence[str], Path], tuple[int | None, str]]

# How pytest sums up: the test failed, or the check after it did.
NOTICED = re.compile(r"^(1 failed|\d+ passed, 1 error)", re.MULTILINE)

# Each run has a process to itself; one that has imported the libraries already is forked for it.
if sys.platform == "win32":
    PROCESSES = multiprocessing.get_context("spawn")
else:
    PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["pytest", "variants", "shared.migrations", "workbook.ways", "asyncpg", "psycopg"]
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """What a file in tests/mutants/ says of its mistake."""

    name: str
    method: str
    variant: str
    caught_by: str
    driver: str


def read_mutants(folder: str) -> list[Mutant]:
    """All mutants of a folder, by their text: importing one would load the copy."""
    return [_read(path) for path in sorted((ROOT / folder).glob("[!_]*.py"))]


def pytest_on(server: Server, database: str, tests: str) -> RunPytest:
    """Runs some of the tests in this folder; all runs share the database."""
    return partial(_run_pytest, server, database, tests)


def assert_noticed(mutant: Mutant, package: str, run_pytest: RunPytest, folder: Path) -> None:
    """With the mistake, the test (or one of those in the file) that it names fails."""
    way = ["--variant", f"{package}.{mutant.name}:Database", "--driver", mutant.driver]
    code, output = run_pytest([mutant.caught_by, *way], folder)
    assert code == pytest.ExitCode.TESTS_FAILED, f"{mutant.name} was not noticed:\n{output}"
    assert NOTICED.search(output), f"it was not the test that failed:\n{output}"


def _read(path: Path) -> Mutant:
    found = DECLARED.match(path.read_text(encoding="utf-8"))
    assert found, f"{path.name} does not say which method, and by what it is caught"
    method, caught_by, driver, variant = found.groups(default="asyncpg")
    return Mutant(path.stem, method, variant, caught_by, driver)


def _run_pytest(
    server: Server, database: str, tests: str, arguments: Sequence[str], folder: Path
) -> tuple[int | None, str]:
    """How that ended, and its last lines. The exit code is None if it did not end in time."""
    output = folder / "output"
    options = ["-q", "-x", "--tb=short", "-p", "no:randomly", "-n", "0", "--postgres", server.url]
    process = PROCESSES.Process(
        target=_run_here, args=([*options, *arguments], tests, database, output)
    )
    process.start()
    process.join(DEADLINE)
    code = process.exitcode
    process.kill()
    process.join()
    process.close()
    return code, "".join(output.read_text(encoding="utf-8").splitlines(keepends=True)[-30:])


def _run_here(arguments: list[str], tests: str, database: str, output: Path) -> None:
    os.chdir(ROOT / tests)
    with output.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.exit(pytest.main(arguments, plugins=[_GivesDatabase(database)]))


class _GivesDatabase:
    """A plugin: one database serves all runs, for the tests empty it before each."""

    def __init__(self, url: str) -> None:
        self._url = url

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[DATABASE] = self._url
