"""The contract tests notice every planted mistake, and nothing in a copy without one."""

from __future__ import annotations

import multiprocessing
import os
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from shared import protocol
from shared.postgres import Server
from tests.conftest import DATABASE, migrated_database
from tests.plant import ROOT, plant
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


def read_mutants() -> list[Mutant]:
    """All mutants, by their text: importing one would load the copy."""
    return [_read(path) for path in sorted((ROOT / "tests/mutants").glob("[!_]*.py"))]


def _read(path: Path) -> Mutant:
    found = DECLARED.match(path.read_text(encoding="utf-8"))
    assert found, f"{path.name} does not say which method, and by what it is caught"
    method, caught_by, driver, variant = found.groups(default="asyncpg")
    return Mutant(path.stem, method, variant, caught_by, driver)


MUTANTS = read_mutants()


@pytest.fixture(scope="module")
async def run_pytest(server: Server) -> AsyncIterator[RunPytest]:
    """Runs contract tests once more, in a process of its own, on a database of this module's."""
    async with migrated_database(server) as database:
        yield partial(_run_pytest, server, database)


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_a_planted_mistake_is_noticed(
    mutant: Mutant, run_pytest: RunPytest, tmp_path: Path
) -> None:
    """With the mistake, the contract test (or one of those in the file) that it names fails."""
    way = ["--variant", f"tests.mutants.{mutant.name}:Database", "--driver", mutant.driver]
    code, output = run_pytest([mutant.caught_by, *way], tmp_path)
    assert code == pytest.ExitCode.TESTS_FAILED, f"{mutant.name} was not noticed:\n{output}"
    assert NOTICED.search(output), f"it was not the test that failed:\n{output}"


def test_a_copy_without_a_mistake_passes(run_pytest: RunPytest, tmp_path: Path) -> None:
    """It is the mistake that turns a test red, not the copying."""
    copies = ["AsyncpgRaw", "SqlalchemyCore", "SqlalchemyOrm", "SqlmodelOrm"]
    options = [f"--variant=tests.mutants._unchanged:{copy}" for copy in copies]
    code, output = run_pytest(["test_projects.py", *options], tmp_path)
    assert code == pytest.ExitCode.OK, output


def test_every_method_breaks_in_two_ways() -> None:
    """No promise of the protocol is left out."""
    methods = {
        name
        for described in (protocol.Database, protocol.Repository)
        for name in vars(described)
        if not name.startswith("_")
    }
    planted = Counter(mutant.method for mutant in MUTANTS)
    assert set(planted) == methods
    assert [method for method in methods if planted[method] < 2] == []


def test_every_variant_is_broken_often() -> None:
    """No variant is looked at less closely than the others."""
    planted = Counter(mutant.variant for mutant in MUTANTS)
    assert [name for name in VARIANTS if planted[name] < 10] == []


def test_a_mutant_that_no_longer_fits_says_so() -> None:
    """A text that is gone, or is there twice, is an error: nothing would be planted."""
    with pytest.raises(ValueError, match=r"sqlalchemy_core/mapping\.py holds 0 times"):
        plant("sqlalchemy_core/mapping.py", "what nobody wrote", "")
    with pytest.raises(ValueError, match="and not once"):
        plant("sqlalchemy_core/mapping.py", "import", "")


def _run_pytest(
    server: Server, database: str, arguments: Sequence[str], folder: Path
) -> tuple[int | None, str]:
    """How that ended, and its last lines. The exit code is None if it did not end in time."""
    output = folder / "output"
    options = ["-q", "-x", "--tb=short", "-p", "no:randomly", "-n", "0", "--postgres", server.url]
    process = PROCESSES.Process(target=_run_here, args=([*options, *arguments], database, output))
    process.start()
    process.join(DEADLINE)
    code = process.exitcode
    process.kill()
    process.join()
    process.close()
    return code, "".join(output.read_text(encoding="utf-8").splitlines(keepends=True)[-30:])


def _run_here(arguments: list[str], database: str, output: Path) -> None:
    os.chdir(ROOT / "tests/contract")
    with output.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.exit(pytest.main(arguments, plugins=[_GivesDatabase(database)]))


class _GivesDatabase:
    """A plugin: one database serves all runs, for the contract tests empty it before each."""

    def __init__(self, url: str) -> None:
        self._url = url

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[DATABASE] = self._url
