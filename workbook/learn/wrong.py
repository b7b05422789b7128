"""Known-wrong answers: each says in its docstring what is wrong, and which tests must notice."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from workbook.learn.exercise import BadExercise, Exercise, Strict, Words


class Declared(Strict):
    """The TOML below the first paragraph of the docstring."""

    way: Words
    fails: Annotated[frozenset[str], Field(min_length=1)]


class WrongAnswer(Strict):
    """A file in wrong/."""

    path: Path
    mistake: str
    declared: Declared


class Survivor(Strict):
    """A mutation that no test notices, and why that is right."""

    way: Words
    mutation: Words
    because: Words


class _Survivors(Strict):
    survivors: tuple[Survivor, ...]


def wrong_answers(exercise: Exercise) -> list[WrongAnswer]:
    """All of an exercise's. Raises BadExercise."""
    return [_read(path) for path in sorted((exercise.teacher / "wrong").glob("*.py"))]


def survivors(exercise: Exercise) -> tuple[Survivor, ...]:
    """The mutations of survivors.toml. Raises BadExercise."""
    file = exercise.teacher / "survivors.toml"
    if not file.exists():
        return ()
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        return _Survivors.model_validate(told).survivors
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadExercise(f"{file.parent.name}/{file.name}: {error}") from error


def _read(path: Path) -> WrongAnswer:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"), path)) or ""
    mistake, _, told = docstring.partition("\n\n")
    try:
        declared = Declared.model_validate(tomllib.loads(told))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadExercise(f"wrong/{path.name}: its docstring ends with way and fails") from error
    return WrongAnswer(path=path, mistake=mistake, declared=declared)
