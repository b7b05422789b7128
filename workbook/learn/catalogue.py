"""Which exercises there are, in their order, and which of them is meant."""

from __future__ import annotations

from pathlib import Path

from workbook.learn.exercise import SHEET, Exercise, load

ROOT = Path(__file__).resolve().parents[2]
"""The project, or the bundle that was made of it."""

SHORT_WAYS = {
    "asyncpg": "asyncpg_raw",
    "raw": "asyncpg_raw",
    "core": "sqlalchemy_core",
    "orm": "sqlalchemy_orm",
    "sqlmodel": "sqlmodel_orm",
}


class NoSuchExercise(Exception):
    """There is no such exercise, or not in that way; the message says what there is."""


def all_exercises(root: Path) -> list[Exercise]:
    """Every exercise by number. Raises BadExercise, and NoSuchExercise if there is none at all."""
    folders = sorted(sheet.parent for sheet in (root / "exercises").glob(f"e*/{SHEET}"))
    if not folders:
        raise NoSuchExercise(f"there are no exercises in {root / 'exercises'}")
    return [load(folder) for folder in folders]


def exercise_named(name: str, exercises: list[Exercise]) -> Exercise:
    """The one with this id or folder. Raises NoSuchExercise."""
    for exercise in exercises:
        if name in (exercise.id, exercise.folder.name):
            return exercise
    there_are = ", ".join(exercise.id for exercise in exercises)
    raise NoSuchExercise(f"{name}: no such exercise; there are {there_are}")


def way_named(name: str) -> str:
    """A way's full name from a short one; any other name as it is."""
    return SHORT_WAYS.get(name, name)


def way_in(exercise: Exercise, wanted: str) -> str:
    """The way the learner takes here: the one wanted if the exercise has it, else its first."""
    return wanted if wanted in exercise.ways else exercise.ways[0]
