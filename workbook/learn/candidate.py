"""An answer that is to be tested: a file, or a mutation of it, in one way, on one seed."""

from __future__ import annotations

import ast
import sys
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Literal

from pydantic import TypeAdapter

from workbook.learn.exercise import Strict
from workbook.learn.mutation import mutated

Role = Literal["work", "starter", "solution", "wrong", "mutant"]


class Candidate(Strict):
    """`mutation` is the number of a mutation, by `workbook.learn.mutation`, or None."""

    role: Role
    way: str
    path: Path
    seed: int
    mutation: int | None = None

    @property
    def name(self) -> str:
        """One word for it, unlike that of any other candidate of the exercise."""
        stem = self.path.stem if self.role == "wrong" else self.way
        number = "" if self.mutation is None else f"-{self.mutation}"
        return f"{self.role}-{stem}{number}-{self.seed}"


CANDIDATES = TypeAdapter(list[Candidate])

_numbers = count(1)


def module_of(candidate: Candidate) -> ModuleType:
    """The candidate's file, executed as a module of its own. Raises whatever is wrong with it."""
    tree = ast.parse(candidate.path.read_text(encoding="utf-8"), candidate.path)
    if candidate.mutation is not None:
        tree = mutated(tree, candidate.mutation)
    module = ModuleType(f"answer_{next(_numbers)}")
    module.__file__ = str(candidate.path)
    sys.modules[module.__name__] = module
    exec(compile(tree, candidate.path, "exec", dont_inherit=True), vars(module))
    return module
