"""Verifies exercises harder than any learner would: see `workbook.learn.checks`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from shared.postgres import Server
from workbook.learn.checks import CHECKS
from workbook.learn.evidence import Evidence, gather
from workbook.learn.exercise import BadExercise, Exercise, Strict
from workbook.learn.running import NoReport


class Verified(Strict):
    """What was tried of an exercise, and every complaint: no complaint is a pass."""

    exercise: str
    title: str
    seconds: float
    complaints: tuple[str, ...]
    tests: int = 0
    starters: int = 0
    solutions: int = 0
    wrong_answers: int = 0
    mutants: int = 0


async def verify(
    exercises: Sequence[Exercise], server: Server, root: Path, tell: Callable[[Verified], None]
) -> list[Verified]:
    """All of them, as many at a time as there are processors; `tell` hears of each when it is done.

    Those that may take the longest begin, or the last of them would run while a processor is idle.
    """
    turns = asyncio.Semaphore(os.cpu_count() or 1)

    async def verified(exercise: Exercise) -> Verified:
        async with turns:
            result = await _verified(exercise, server, root)
        tell(result)
        return result

    longest_first = sorted(exercises, key=lambda one: one.limits.answer, reverse=True)
    results = await asyncio.gather(*map(verified, longest_first))
    return sorted(results, key=lambda result: result.exercise)


async def _verified(exercise: Exercise, server: Server, root: Path) -> Verified:
    start = perf_counter()
    tried, complaints = await _tried(exercise, server, root)
    return Verified(
        exercise=exercise.id,
        title=exercise.title,
        seconds=round(perf_counter() - start, 1),
        complaints=complaints,
        **tried,
    )


async def _tried(
    exercise: Exercise, server: Server, root: Path
) -> tuple[dict[str, int], tuple[str, ...]]:
    """How many of each kind were tried, and what is to be said of them."""
    try:
        evidence = await gather(exercise, server, root)
    except (NoReport, BadExercise, OSError, SyntaxError) as error:
        said = getattr(error, "output", "").splitlines()
        return {}, (f"{type(error).__name__}: {error}", *said)
    complaints = (f"{check.__name__}: {line}" for check in CHECKS for line in check(evidence))
    return _counts(evidence), tuple(complaints)


def _counts(evidence: Evidence) -> dict[str, int]:
    roles = [candidate.role for candidate in evidence.candidates]
    return {
        "tests": len(evidence.tests),
        "starters": roles.count("starter"),
        "solutions": roles.count("solution"),
        "wrong_answers": roles.count("wrong"),
        "mutants": roles.count("mutant"),
    }
