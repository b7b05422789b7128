"""Interleavings, written as the textbooks write them, or drawn from a seed.

"r1x r2x w1x c1 w2x c2": transactions 1 and 2 read the task x, then each writes it and commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from random import Random
from typing import NamedTuple

TASKS = "xyz"


class Action(StrEnum):
    """What a step does; a guarded write expects the version that the transaction has read."""

    READ = "r"
    WRITE = "w"
    GUARDED_WRITE = "g"
    INSERT = "i"
    COUNT = "n"
    SCAN = "s"
    COMMIT = "c"
    ABORT = "a"


ON_A_TASK = (Action.READ, Action.WRITE, Action.GUARDED_WRITE)


class Step(NamedTuple):
    """One step of one transaction. `task` is the place of a task in TASKS, -1 for none."""

    action: Action
    transaction: int
    task: int

    def __str__(self) -> str:
        return f"{self.action}{self.transaction}{TASKS[self.task] if self.task >= 0 else ''}"

    @property
    def is_last(self) -> bool:
        """Whether the transaction ends with it."""
        return self.action in (Action.COMMIT, Action.ABORT)


def parse(script: str) -> list[Step]:
    """The steps of a script."""
    return [
        Step(Action(word[0]), int(word[1]), TASKS.find(word[2:] or "-")) for word in script.split()
    ]


def draw(random: Random, transaction: int, middle: Sequence[Action]) -> list[Step]:
    """A transaction of one to four steps and an end.

    A write follows a read of the same task in half of all cases; one transaction in eight aborts.
    """
    steps: list[Step] = []
    for action in random.choices(middle, k=random.randint(1, 4)):
        task = random.randrange(len(TASKS)) if action in ON_A_TASK else -1
        if action is Action.GUARDED_WRITE or (action is Action.WRITE and random.random() < 0.5):
            steps.append(Step(Action.READ, transaction, task))
        steps.append(Step(action, transaction, task))
    end = Action.ABORT if random.random() < 1 / 8 else Action.COMMIT
    return [*steps, Step(end, transaction, -1)]
