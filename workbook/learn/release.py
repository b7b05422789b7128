"""A learner's bundle: the project without the teacher's part, and of its tests the contract suite.

The suite is what the last exercise is graded by, so it is no secret.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from workbook.learn.catalogue import all_exercises
from workbook.learn.exercise import TEACHER

SUITE = ("tests/contract", "tests/surroundings")
FOLDERS = ("shared", "variants", "workbook", "alembic", "exercises", *SUITE)
FILES = (
    *("pyproject.toml", "alembic.ini", "LICENSE", "README.md", ".gitignore"),
    *("tests/__init__.py", "tests/conftest.py", "tests/left_open.py", "tests/ways.py"),
)
LEFT_OUT = ("__pycache__", "answer", TEACHER, "AUTHORS.md", ".progress.json")


class CannotRelease(Exception):
    """The bundle cannot be written there; the message says why."""


def release(root: Path, out: Path) -> list[str]:
    """Write the bundle into `out`, which must be empty. Gives the ids of its exercises."""
    if out.exists() and any(out.iterdir()):
        raise CannotRelease(f"{out} is not empty")
    if out.resolve().is_relative_to(root.resolve()):
        raise CannotRelease(f"{out} is inside the project")
    exercises = all_exercises(root)
    out.mkdir(parents=True, exist_ok=True)
    for folder in FOLDERS:
        left_out = LEFT_OUT if folder == "exercises" else ("__pycache__",)
        shutil.copytree(root / folder, out / folder, ignore=shutil.ignore_patterns(*left_out))
    for file in FILES:
        shutil.copyfile(root / file, out / file)
    return [exercise.id for exercise in exercises]
