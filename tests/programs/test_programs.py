"""No random program tells the ways from the model that was written from the protocol alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.programs.conftest import PART
from tests.programs.machine import Divergence
from tests.programs.stage import Stage
from workbook.ways import Way

STEPS = 20


@pytest.mark.timeout(900)  # a program that fails is played hundreds of times, to make it small
def test_random_programs_end_as_in_the_model(
    stage: Stage,
    ways: Sequence[Way],
    part: int,
    replay: str,
    record_property: Callable[[str, object], None],
) -> None:
    """Values, errors and rows are those of the model after every step, in every way."""
    try:
        tally = stage.play(ways, f"{replay}, part {part}", programs=PART, steps=STEPS)
    except Divergence as error:
        error.add_note(f"The same programs again: uv run pytest tests/programs {replay}")
        raise
    record_property("programs", tally.programs)
    record_property("steps", tally.steps)
