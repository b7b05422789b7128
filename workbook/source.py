"""The source of a way's methods, as it stands in the file, and how many lines of code it has."""

from __future__ import annotations

import ast
import inspect
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from textwrap import dedent

NO_CODE = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """A definition's text, moved to the left margin; `lines` are those that hold code.

    It stands in `file` (the name alone), from line `start` on.
    """

    name: str
    text: str
    lines: int
    file: str
    start: int

    @property
    def decorators(self) -> int:
        """How many lines stand above the one that says `def` or `class`."""
        node = ast.parse(self.text).body[0]
        return int(getattr(node, "lineno", 1)) - 1


@dataclass(frozen=True, slots=True)
class MethodSource:
    """A method, and the private methods of the same class that it calls."""

    method: Source
    helpers: tuple[Source, ...]

    @property
    def lines(self) -> int:
        """Lines of code of all of it."""
        return self.method.lines + sum(helper.lines for helper in self.helpers)


def source_of(repository: type, name: str) -> MethodSource | None:
    """The source of one method of a repository class; None where there is none to be had."""
    method = _source(repository, name)
    if method is None:
        return None
    helpers = (_source(repository, called) for called in _called_on_self(method.text))
    return MethodSource(method, tuple(helper for helper in helpers if helper is not None))


def definition_in(path: Path, name: str) -> Source | None:
    """A function or class of a file, wherever in it; None where there is no file or no such."""
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    node = _definitions(text).get(name)
    if node is None:
        return None
    start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    lines = text.splitlines(keepends=True)[start - 1 : node.end_lineno]
    return _cut(name, "".join(lines), path.name, start)


def code_lines(text: str) -> int:
    """How many lines hold code: not blank ones, comments, or docstrings."""
    tokens = tokenize.generate_tokens(StringIO(text).readline)
    numbers = {
        number
        for token in tokens
        if token.type not in NO_CODE
        for number in range(token.start[0], token.end[0] + 1)
    }
    lines = text.splitlines()
    return sum(bool(lines[number - 1].strip()) for number in numbers - set(_docstrings(text)))


def _source(repository: type, name: str) -> Source | None:
    try:
        function = inspect.unwrap(getattr(repository, name))
        lines, start = inspect.getsourcelines(function)
        file = Path(inspect.getfile(function)).name
    except (AttributeError, OSError, TypeError):
        return None
    return _cut(name, "".join(lines), file, start)


def _cut(name: str, text: str, file: str, start: int) -> Source:
    text = dedent(text)
    return Source(name, text, code_lines(text), file, start)


@cache
def _definitions(text: str) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Every function and class in a text; of those with one name the first."""
    found: dict[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.setdefault(node.name, node)
    return found


def _called_on_self(text: str) -> list[str]:
    """Names of private methods that are called as `self._name(...)`, in order, each once."""
    calls = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    names = [
        function.attr
        for function in calls
        if isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "self"
        and function.attr.startswith("_")
    ]
    return list(dict.fromkeys(names))


def _docstrings(text: str) -> Iterator[int]:
    """The numbers of the lines that docstrings stand on."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if ast.get_docstring(node, clean=False) is not None:
            docstring = node.body[0]
            yield from range(docstring.lineno, (docstring.end_lineno or docstring.lineno) + 1)
