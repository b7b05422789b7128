"""How much there is to write, and to know, for each operation and way: counted in the source.

Lines are lines of code, without comments and docstrings. Names are the different ones that occur:
variables, attributes, keywords; what a reader must have met to follow.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.protocol import Database
from workbook.contract import methods
from workbook.source import code_lines, source_of
from workbook.ways import Way

FILES = ("mapping.py", "repository.py", "database.py")


@dataclass(frozen=True, slots=True)
class Amount:
    """Lines of code, and different names in them."""

    lines: int
    names: int


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Of one way: each method with the private ones it calls, and each file as a whole."""

    methods: Mapping[str, Amount]
    files: Mapping[str, Amount]

    @property
    def lines(self) -> int:
        """Of the whole way."""
        return sum(amount.lines for amount in self.files.values())


def boilerplate(ways: Sequence[Way]) -> dict[str, Boilerplate]:
    """By the way's name; each way is counted once, whatever its driver."""
    databases = {way.name: way.database for way in ways}
    return {name: _of_way(database) for name, database in databases.items()}


def amount_of(text: str) -> Amount:
    """Of a piece of source."""
    return Amount(code_lines(text), len(_names(text)))


def _of_way(database: type[Database]) -> Boilerplate:
    folder = Path(inspect.getfile(database)).parent
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in FILES}
    repository: type = vars(sys.modules[database.__module__])["Repository"]
    return Boilerplate(
        {method.name: _of_method(repository, method.name) for method in methods()},
        {name: amount_of(text) for name, text in texts.items()},
    )


def _of_method(repository: type, name: str) -> Amount:
    source = source_of(repository, name)
    if source is None:
        return Amount(0, 0)
    texts = [source.method.text, *(helper.text for helper in source.helpers)]
    return Amount(source.lines, len(set().union(*map(_names, texts))))


def _names(text: str) -> set[str]:
    """The names in a piece of source, whatever they stand for."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.arg(arg=name) | ast.alias(name=name) | ast.ClassDef(name=name):
                found.add(name)
    return found
