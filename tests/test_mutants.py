"""The contract tests notice every planted mistake, and nothing in a copy without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared import protocol
from shared.postgres import Server
from tests.conftest import migrated_database
from tests.mutation import Mutant, RunPytest, assert_noticed, pytest_on, read_mutants
from tests.plant import plant
from variants import VARIANTS

MUTANTS = read_mutants("tests/mutants")


@pytest.fixture(scope="module")
async def run_pytest(server: Server) -> AsyncIterator[RunPytest]:
    """Runs contract tests once more, in a process of its own, on a database of this module's."""
    async with migrated_database(server) as database:
        yield pytest_on(server, database, "tests/contract")


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_a_planted_mistake_is_noticed(
    mutant: Mutant, run_pytest: RunPytest, tmp_path: Path
) -> None:
    """With the mistake, the contract test (or one of those in the file) that it names fails."""
    assert_noticed(mutant, "tests.mutants", run_pytest, tmp_path)


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
