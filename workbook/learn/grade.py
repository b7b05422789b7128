"""Grades a class: every file that was handed in, by the teacher's own copy of all else."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from shared.postgres import Server
from workbook.learn.candidate import Candidate
from workbook.learn.classroom import Classroom, classroom
from workbook.learn.evidence import graded_files, graded_tests
from workbook.learn.exercise import Exercise
from workbook.learn.marks import Attempt, Graded, Mark, points_for
from workbook.learn.running import NoReport, Session, run
from workbook.progress import Advance

LARGEST = 100_000
"""Bytes that a file may have."""
SEED = 7
"""Not the seed that learners see."""


class NoSubmissions(Exception):
    """There is nothing to grade; the message says where."""


async def grade(
    exercises: Sequence[Exercise], submissions: Path, server: Server, root: Path, advance: Advance
) -> list[Graded]:
    """Every folder in `submissions` is a learner. Raises NoSubmissions."""
    learners = _learners_in(submissions)
    turns = asyncio.Semaphore(os.cpu_count() or 1)
    done: list[str] = []

    async def graded(learner: Path) -> Graded:
        marks = await asyncio.gather(
            *(_mark(exercise, learner, room, turns, root) for exercise in exercises)
        )
        done.append(learner.name)
        advance(learner.name, len(done), len(learners))
        return Graded(learner=learner.name, marks=tuple(marks))

    async with classroom(server) as room:
        return await asyncio.gather(*map(graded, learners))


def _learners_in(submissions: Path) -> list[Path]:
    learners = sorted(path for path in submissions.glob("*") if path.is_dir())
    if not learners:
        raise NoSubmissions(f"{submissions} holds no learner's folder")
    return learners


async def _mark(
    exercise: Exercise, learner: Path, room: Classroom, turns: asyncio.Semaphore, root: Path
) -> Mark:
    attempts = []
    for way, file in _handed_in(exercise, learner):
        trouble = _trouble_with(file, learner)
        if trouble:
            attempts.append(_nothing(exercise, way, trouble))
        else:
            async with turns:
                attempts.append(await _attempt(exercise, way, file, room, root))
    return Mark(exercise=exercise.id, attempts=tuple(attempts))


def _handed_in(exercise: Exercise, learner: Path) -> Iterator[tuple[str, Path]]:
    """The files that a learner may edit and has edited. All else that is there is not looked at."""
    for way in exercise.ways:
        place = exercise.work(way).relative_to(exercise.folder)
        file = learner / "exercises" / exercise.folder.name / place
        if file.is_file() and file.read_bytes() != exercise.starter(way).read_bytes():
            yield way, file


def _trouble_with(file: Path, learner: Path) -> str:
    """Why a file is not even tried; empty if it is."""
    if not file.resolve().is_relative_to(learner.resolve()):
        return "it is a link to somewhere else"
    return f"it has more than {LARGEST:,} bytes" if file.stat().st_size > LARGEST else ""


def _nothing(exercise: Exercise, way: str, trouble: str) -> Attempt:
    return Attempt(way=way, points=(0,) * len(exercise.tasks), findings=(), trouble=trouble)


async def _attempt(
    exercise: Exercise, way: str, file: Path, room: Classroom, root: Path
) -> Attempt:
    """Test a copy of the file, in a database of its own."""
    tests = graded_files(exercise)
    with tempfile.TemporaryDirectory(prefix="grade-") as scratch:
        copy = Path(shutil.copyfile(file, Path(scratch) / file.name))
        candidate = Candidate(role="work", way=way, path=copy, seed=SEED)
        try:
            async with room.desk() as url:
                session = Session(tests, [candidate], url, exercise.limits.answer)
                report = await run(session, root)
        except NoReport as error:
            return _nothing(exercise, way, str(error))
    points = points_for(exercise, graded_tests(tests), report.findings)
    return Attempt(way=way, points=points, findings=report.findings)
