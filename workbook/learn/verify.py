"""Verifies exercises harder than any learner would: see `workbook.learn.checks`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from shared.postgres import Server
from workbook.learn.checks import CHECKS
from workbook.learn.evidence import gather
from workbook.learn.exercise import BadExercise, Exercise, Strict
from workbook.learn.running import NoReport


class Verified(Strict):
    """What was tried of an exercise, and every complaint: an empty list is a pass."""

    exercise: str
    title: str
    tests: int
    wrong_answers: int
    mutants: int
    complaints: tuple[str, ...]


async def verify(exercises: Sequence[Exercise], server: Server, root: Path) -> list[Verified]:
    """All of them, as many at a time as there are processors."""
    turns = asyncio.Semaphore(os.cpu_count() or 1)

    async def verified(exercise: Exercise) -> Verified:
        async with turns:
            return await _verified(exercise, server, root)

    return await asyncio.gather(*map(verified, exercises))


async def _verified(exercise: Exercise, server: Server, root: Path) -> Verified:
    try:
        evidence = await gather(exercise, server, root)
    except (NoReport, BadExercise, OSError, SyntaxError) as error:
        said = getattr(error, "output", "").splitlines()
        return _result(exercise, 0, 0, 0, (f"{type(error).__name__}: {error}", *said))
    complaints = tuple(f"{check.__name__}: {line}" for check in CHECKS for line in check(evidence))
    mutants = sum(1 for _ in evidence.of("mutant"))
    return _result(exercise, len(evidence.tests), len(evidence.wrong), mutants, complaints)


def _result(
    exercise: Exercise, tests: int, wrong: int, mutants: int, complaints: tuple[str, ...]
) -> Verified:
    return Verified(
        exercise=exercise.id,
        title=exercise.title,
        tests=tests,
        wrong_answers=wrong,
        mutants=mutants,
        complaints=complaints,
    )
