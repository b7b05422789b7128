"""The fault lab notices every mistake that is planted in what is there for when things break."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.postgres import Server
from tests.conftest import migrated_database
from tests.mutation import Mutant, RunPytest, assert_noticed, pytest_on, read_mutants
from variants import VARIANTS

MUTANTS = read_mutants("tests/mutants/faults")


@pytest.fixture(scope="module")
async def run_pytest(server: Server) -> AsyncIterator[RunPytest]:
    """Runs tests of the lab once more, in a process of its own, on a database of this module's."""
    async with migrated_database(server) as database:
        yield pytest_on(server, database, "tests/faults")


@pytest.mark.timeout(120)
@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_a_planted_fault_is_noticed(mutant: Mutant, run_pytest: RunPytest, tmp_path: Path) -> None:
    """With the mistake, the test that it names fails."""
    assert_noticed(mutant, "tests.mutants.faults", run_pytest, tmp_path)


def test_every_variant_is_broken() -> None:
    """No variant is looked at less closely than the others."""
    assert {mutant.variant for mutant in MUTANTS} == set(VARIANTS)
