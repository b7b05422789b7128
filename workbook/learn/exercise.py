"""An exercise on disk: its sheet (exercise.toml), and where its files are."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workbook.learn.places import PLACES, Scope

TEACHER = "_teacher"
SHEET = "exercise.toml"

Kind = Literal["implement", "repair", "test_writing", "migrate", "capstone"]
Words = Annotated[str, Field(min_length=1)]


class BadExercise(Exception):
    """An exercise is not as it must be; the message says which file and what about it."""


class Strict(BaseModel):
    """Values that do not change, with no field that nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Task(Strict):
    """One numbered task. `starter` is how the starter fails: "todo", or by exactly these tests."""

    title: Words
    points: int = Field(ge=1)
    starter: Literal["todo"] | tuple[Words, ...]
    hints: tuple[Words, Words, Words]


class Limits(Strict):
    """Seconds: for one test, and for all of them on one answer when it is graded."""

    test: float = Field(default=5, gt=0)
    answer: float = Field(default=60, gt=0)


class Exercise(Strict):
    """What exercise.toml says, and the folder it stands in."""

    folder: Path
    id: str = Field(pattern=r"^e\d\d$")
    title: Words
    kind: Kind
    ways: tuple[Words, ...] = Field(min_length=1)
    scope: Scope
    needs: tuple[str, ...]
    minutes: int = Field(ge=1)
    level: int = Field(ge=1, le=3)
    edit: tuple[Words, ...] = Field(min_length=1)
    operation: str | None = None
    tasks: tuple[Task, ...] = Field(min_length=1)
    limits: Limits = Limits()

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        if not self.folder.name.startswith(f"{self.id}_"):
            raise ValueError(f"id is {self.id}, but the folder is {self.folder.name}")
        for way in self.ways:
            if not self.may_edit(f"answer/{way}.py"):
                raise ValueError(f"edit does not allow answer/{way}.py")
        if self.scope != "none" and (unknown := set(self.ways) - PLACES.keys()):
            raise ValueError(f'ways {sorted(unknown)} need scope = "none"')
        return self

    @property
    def teacher(self) -> Path:
        """The instructor's part, which a learner's bundle has not."""
        return self.folder.parent / TEACHER / self.folder.name

    @property
    def visible_tests(self) -> Path:
        return self.folder / f"test_{self.id}.py"

    @property
    def hidden_tests(self) -> Path:
        return self.teacher / f"test_{self.id}_hidden.py"

    @property
    def points(self) -> int:
        """The most that can be had."""
        return sum(task.points for task in self.tasks)

    def work(self, way: str) -> Path:
        """The file that the learner edits."""
        return self.folder / "answer" / f"{way}.py"

    def starter(self, way: str) -> Path:
        """What the learner's file is at first."""
        return self.folder / "starter" / f"{way}.py"

    def solution(self, way: str) -> Path:
        return self.teacher / "solution" / f"{way}.py"

    def may_edit(self, path: str) -> bool:
        """Whether a file, by its path inside the folder, is the learner's."""
        return any(fnmatch(path, pattern) for pattern in self.edit)


def load(folder: Path) -> Exercise:
    """The exercise in this folder. Raises BadExercise."""
    sheet = folder / SHEET
    try:
        told = tomllib.loads(sheet.read_text(encoding="utf-8"))
        return Exercise.model_validate({**told, "folder": folder})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadExercise(f"{folder.name}/{SHEET} cannot be read: {error}") from error
    except ValidationError as error:
        raise BadExercise(f"{folder.name}/{SHEET}: {_first(error)}") from error


def _first(error: ValidationError) -> str:
    """The first complaint, in one line."""
    told = error.errors()[0]
    place = ".".join(map(str, told["loc"]))
    return f"{place}: {told['msg']}" if place else told["msg"]
