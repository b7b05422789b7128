"""A learner's session: which exercise, in which way, and what a run of it says."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from workbook.learn import progress as memory
from workbook.learn.candidate import Candidate
from workbook.learn.catalogue import all_exercises, exercise_named, way_in, way_named
from workbook.learn.exercise import Exercise
from workbook.learn.progress import Progress
from workbook.learn.running import Session, run
from workbook.learn.standing import Standing, standing_of

SEED = 1


class NotNow(Exception):
    """What was asked for cannot be had now; the message says why."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The exercises of a folder, and what is remembered of the learner there."""

    root: Path
    exercises: list[Exercise]
    progress: Progress

    @classmethod
    def at(cls, root: Path, variant: str | None = None) -> Desk:
        """Take a seat; a way that is named is remembered. Raises BadExercise and others."""
        exercises, progress = all_exercises(root), memory.read(root)
        if variant is not None:
            progress = progress.taking(_known_way(variant, exercises))
            memory.write(root, progress)
        return cls(root, exercises, progress)

    def chosen(self, name: str | None) -> Exercise:
        """The exercise of this name, or the current one, or the last if all are done."""
        if name is not None:
            return exercise_named(name, self.exercises)
        return self.progress.current(self.exercises) or self.exercises[-1]

    def way(self, exercise: Exercise) -> str:
        return way_in(exercise, self.progress.way)

    async def tried(self, exercise: Exercise, database: str) -> tuple[Desk, Standing]:
        """Test the learner's file; the desk remembers what came of it. Raises NoReport."""
        way = self.way(exercise)
        work = put_down(exercise, way)
        candidate = Candidate(role="work", way=way, path=work, seed=SEED)
        tests = [exercise.visible_tests]
        session = Session(tests, [candidate], database, exercise.limits.answer)
        standing = standing_of(exercise, way, SEED, await run(session, self.root))
        problem = standing.problem.task if standing.problem else None
        progress = self.progress.after(exercise, way, problem)
        memory.write(self.root, progress)
        return Desk(self.root, self.exercises, progress), standing

    def hint(self, exercise: Exercise) -> tuple[int, int]:
        """The task that the learner is at, and how many of its hints are open now.

        Raises NotNow after a pass.
        """
        if self.progress.has_passed(exercise, self.way(exercise)):
            solution = f"uv run workbook learn solution {exercise.id}"
            raise NotNow(f"{exercise.id} has passed in your way: {solution}")
        task = self.progress.task_of(exercise)
        level = min(self.progress.hints_of(exercise, task) + 1, len(exercise.tasks[0].hints))
        memory.write(self.root, self.progress.with_hint(exercise, task, level))
        return task, level

    def solutions(self, exercise: Exercise) -> dict[str, str]:
        """The solutions by way, the learner's first. Raises NotNow."""
        mine = self.way(exercise)
        if not any(self.progress.has_passed(exercise, way) for way in exercise.ways):
            raise NotNow(f"the solutions of {exercise.id} open after a pass")
        ways = [mine, *(way for way in exercise.ways if way != mine)]
        files = {way: exercise.solution(way) for way in ways}
        if not all(file.exists() for file in files.values()):
            raise NotNow(f"the solutions of {exercise.id} are with your instructor")
        return {way: file.read_text(encoding="utf-8") for way, file in files.items()}


def put_down(exercise: Exercise, way: str) -> Path:
    """The learner's file, which is the starter at first."""
    work = exercise.work(way)
    if not work.exists():
        work.parent.mkdir(exist_ok=True)
        shutil.copyfile(exercise.starter(way), work)
    return work


def start_over(exercise: Exercise, way: str) -> Path:
    """Put the starter in the place of the learner's file, which is kept beside it. Gives that."""
    work = exercise.work(way)
    kept = work.with_suffix(".py.before")
    if work.exists():
        work.replace(kept)
    put_down(exercise, way)
    return kept


def _known_way(variant: str, exercises: list[Exercise]) -> str:
    way = way_named(variant)
    known = sorted({way for exercise in exercises for way in exercise.ways})
    if way not in known:
        raise NotNow(f"--variant {variant}: no exercise has it; there are {', '.join(known)}")
    return way
