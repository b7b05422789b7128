"""What grading gives: for each learner and exercise the points, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbook.learn.exercise import Exercise, Strict
from workbook.learn.finding import Finding


class Attempt(Strict):
    """One file that was handed in. `trouble` is why it could not be tested, or empty."""

    way: str
    points: tuple[int, ...]
    findings: tuple[Finding, ...]
    trouble: str = ""

    @property
    def total(self) -> int:
        return sum(self.points)

    @property
    def failed(self) -> frozenset[str]:
        """The tests that it does not pass."""
        return frozenset(one.test for one in self.findings if one.outcome != "passed")


class Mark(Strict):
    """An exercise of a learner: the best attempt counts."""

    exercise: str
    attempts: tuple[Attempt, ...]

    @property
    def best(self) -> Attempt | None:
        return max(self.attempts, key=lambda attempt: attempt.total, default=None)

    @property
    def points(self) -> int:
        return self.best.total if self.best else 0


class Graded(Strict):
    """A learner, known by the name of the folder."""

    learner: str
    marks: tuple[Mark, ...]

    @property
    def points(self) -> int:
        return sum(mark.points for mark in self.marks)


def points_for(
    exercise: Exercise, tests: Mapping[str, int], findings: Sequence[Finding]
) -> tuple[int, ...]:
    """A task gives its points if every one of its tests has passed; one that is missing has not."""
    passed = {one.test for one in findings if one.outcome == "passed"}
    return tuple(
        task.points if {test for test, of in tests.items() if of == number} <= passed else 0
        for number, task in enumerate(exercise.tasks, 1)
    )


def same_mistakes(
    graded: Sequence[Graded],
) -> list[tuple[str, str, frozenset[str], tuple[str, ...]]]:
    """Exercise, way, tests and learners, wherever two or more fail by the same tests."""
    groups: dict[tuple[str, str, frozenset[str]], list[str]] = {}
    for one in graded:
        for mark in one.marks:
            for attempt in mark.attempts:
                if attempt.failed:
                    key = (mark.exercise, attempt.way, attempt.failed)
                    groups.setdefault(key, []).append(one.learner)
    return [
        (*key, tuple(learners))
        for key, learners in sorted(groups.items(), key=_place)
        if learners[1:]
    ]


def _place(item: tuple[tuple[str, str, frozenset[str]], list[str]]) -> tuple[str, str, int]:
    (exercise, way, _), learners = item
    return exercise, way, -len(learners)
