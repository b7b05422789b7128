"""Operations as subjects: the arguments of every turn are made before anything is timed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from shared.protocol import Database
from workbook.bench.blocks import Subject
from workbook.bench.lanes import Lane
from workbook.operation import Operation, Work
from workbook.sample import Sample
from workbook.turn import MOST_TURNS, Turn

Call = Callable[[int], Awaitable[object]]


def works_of(operation: Operation, sample: Sample) -> list[Work]:
    """What each turn does; it can be done any number of times."""
    return [operation.work(Turn(sample, number)) for number in range(MOST_TURNS)]


def subjects_of(
    operation: Operation, sample: Sample, lanes: Sequence[Lane], databases: Sequence[Database]
) -> list[Subject]:
    """The operation through each lane's way."""
    works = works_of(operation, sample)
    return [
        Subject(lane.label, calling(operation, database, works))
        for lane, database in zip(lanes, databases, strict=True)
    ]


def calling(operation: Operation, database: Database, works: Sequence[Work]) -> Call:
    """A call of the turn with this number, which ends as the operation should."""

    def call(number: int) -> Awaitable[object]:
        return operation.perform(database, works[number])

    async def failing_call(number: int) -> None:
        with suppress(*expected):
            await operation.perform(database, works[number])

    expected = () if operation.raises is None else (operation.raises,)
    return failing_call if expected else call
