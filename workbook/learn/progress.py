"""How far a learner is: which exercises passed in which way, kept in a file beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from workbook.learn.exercise import Exercise, Strict


class BadProgress(Exception):
    """The file cannot be read; the message says what to do."""


class Passed(Strict):
    """An exercise, and a way in which it passed."""

    exercise: str
    way: str


class Place(Strict):
    """A task of an exercise."""

    exercise: str
    task: int


class Hinted(Place):
    """How many hints of a task were asked for."""

    level: int


class Progress(Strict):
    """What is remembered from one command to the next."""

    way: str = "asyncpg_raw"
    passed: tuple[Passed, ...] = ()
    at: tuple[Place, ...] = ()
    hinted: tuple[Hinted, ...] = ()

    def has_passed(self, exercise: Exercise, way: str) -> bool:
        return Passed(exercise=exercise.id, way=way) in self.passed

    def current(self, exercises: Sequence[Exercise]) -> Exercise | None:
        """The first exercise that has not passed in the learner's way; None if all have."""
        for exercise in exercises:
            way = self.way if self.way in exercise.ways else exercise.ways[0]
            if not self.has_passed(exercise, way):
                return exercise
        return None

    def task_of(self, exercise: Exercise) -> int:
        """The task that the learner was at last, the first if none is known."""
        return next((at.task for at in self.at if at.exercise == exercise.id), 1)

    def hints_of(self, exercise: Exercise, task: int) -> int:
        """How many hints of this task were asked for."""
        place = (exercise.id, task)
        return next((one.level for one in self.hinted if (one.exercise, one.task) == place), 0)

    def taking(self, way: str) -> Progress:
        return self.model_copy(update={"way": way})

    def after(self, exercise: Exercise, way: str, problem: int | None) -> Progress:
        """After a run: `problem` is the first task that is not done, or None if all are."""
        now = Passed(exercise=exercise.id, way=way)
        passed = [one for one in self.passed if one != now]
        at = [place for place in self.at if place.exercise != exercise.id]
        if problem is None:
            passed.append(now)
        else:
            at.append(Place(exercise=exercise.id, task=problem))
        return self.model_copy(update={"passed": tuple(passed), "at": tuple(at)})

    def with_hint(self, exercise: Exercise, task: int, level: int) -> Progress:
        others = [o for o in self.hinted if (o.exercise, o.task) != (exercise.id, task)]
        hinted = (*others, Hinted(exercise=exercise.id, task=task, level=level))
        return self.model_copy(update={"hinted": hinted})


def progress_file(root: Path) -> Path:
    return root / "exercises" / ".progress.json"


def read(root: Path) -> Progress:
    """What is remembered; nothing at first. Raises BadProgress."""
    file = progress_file(root)
    try:
        return Progress.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return Progress()
    except (OSError, ValidationError) as error:
        raise BadProgress(f"{file} cannot be read; delete it to begin anew") from error


def write(root: Path, progress: Progress) -> None:
    """Remember this."""
    progress_file(root).write_text(progress.model_dump_json(indent=1) + "\n", encoding="utf-8")
