"""Random programs find a planted mistake, and show it by a program of two or three steps."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.plant import plant
from tests.programs.machine import Divergence
from tests.programs.stage import Stage
from variants import VARIANTS
from workbook.ways import Way, database_named

PROGRAMS = 400
STEPS = 5
FEWEST_STEPS = 3
"""A block, a call in it, and one more where the call has to come after the block."""

MISTAKES = [
    "autocommit_does_not_commit",
    "claim_task_takes_what_is_done",
    "count_tasks_counts_all",
    "list_projects_drops_the_empty",
    "newest_tasks_goes_by_the_id",
    "savepoint_needs_no_transaction",
    "summarize_projects_calls_the_done_overdue",
    "transaction_can_be_used_when_over",
]
"""Some of tests/mutants/. Others take more programs than there is time for in every run."""

MISTAKE_OF_ALL = ("shared/errors.py", '"23503": MissingReference', '"23503": Duplicate')


def first_divergence(stage: Stage, ways: Sequence[Way]) -> tuple[list[str], list[str]]:
    """The steps of the smallest program that shows one, and what each way did otherwise."""
    with pytest.raises(Divergence) as caught:
        stage.play(ways, "planted", programs=PROGRAMS, steps=STEPS)
    printed = "\n".join(caught.value.__notes__).splitlines()
    _begin, *steps, _teardown = [line for line in printed if line.startswith("state.")]
    return steps, str(caught.value).splitlines()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_found_and_shown_by_a_short_program(
    stage: Stage, mistake: str
) -> None:
    """One way against the model is enough, and hardly more than the faulty call is left over."""
    way = Way(mistake, database_named(f"tests.mutants.{mistake}:Database"), "asyncpg")
    steps, differences = first_divergence(stage, [way])
    assert len(steps) <= FEWEST_STEPS
    assert [line.partition(":")[0] for line in differences] == [mistake]


@pytest.mark.timeout(300)
def test_a_mistake_that_all_ways_share_is_found_by_the_model(stage: Stage) -> None:
    """The four agree with one another: without the model nobody would be told."""
    ways = [Way(name, plant(*MISTAKE_OF_ALL, variant=name), "asyncpg") for name in VARIANTS]
    steps, differences = first_divergence(stage, ways)
    assert len(steps) <= FEWEST_STEPS
    assert [line.partition(":")[0] for line in differences] == [*VARIANTS]
    assert len({line.partition(":")[2] for line in differences}) == 1
