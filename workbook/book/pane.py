"""One way's pane of one method: its code in steps, and which line sent which statement.

A statement has a number within its operation; the line that the ledger names as its sender carries
the same. So code and wire are tied by what was seen, not by what somebody wrote down.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbook.book.colour import python_lines
from workbook.book.material import Material, definition, scope_source
from workbook.book.steps import Step, gives_back_while_sending, steps_of
from workbook.operation import Operation
from workbook.source import MethodSource, Source
from workbook.ways import Way

Badge = tuple[str, int]
"""An operation, and the number of a statement in it."""
Badges = Mapping[tuple[str, str, int], list[Badge]]
"""By file, function, and line of that function as the ledger counts it."""

SENDER = re.compile(r"(?P<file>.+), (?P<function>\w+), line (?P<line>\d+)")
"""The ledger's words for a line."""
FUNCTION = re.compile(r"^(async )?def ", re.MULTILINE)

FOR_YOU = "the library does it for you"
ABOVE = "in the lines above"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of source: its number in the file, its text, also in colours, and what it sends."""

    number: int
    text: str
    html: str
    indent: int
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A definition, or a part of one, in lines."""

    name: str
    file: str
    lines: tuple[Line, ...]

    @property
    def badges(self) -> list[Badge]:
        """All of its lines, in order."""
        return sorted({badge for line in self.lines for badge in line.badges})


@dataclass(frozen=True, slots=True)
class Pane:
    """`steps` has for each step its code, or the words for why there is none here.

    `helpers` are what it calls on itself, `around` the block that it runs in, by scope, and
    `beside` what it uses of other files. Without a source there are no steps.
    """

    way: Way
    lines: int
    steps: Mapping[Step, Code | str]
    helpers: tuple[Code, ...]
    around: Mapping[str, Code]
    beside: tuple[Code, ...]

    @property
    def badges(self) -> set[Badge]:
        """All statements whose line is shown here."""
        steps = [step for step in self.steps.values() if isinstance(step, Code)]
        shown = (*steps, *self.helpers, *self.around.values(), *self.beside)
        return {badge for code in shown for badge in code.badges}


def pane_of(material: Material, way: Way, method: str, operations: Sequence[Operation]) -> Pane:
    """What there is to see of a method in one way."""
    badges = _badges(material, way, operations)
    source = material.method(way, method)
    scopes: list[str] = list(dict.fromkeys(operation.scope for operation in operations))
    around = {
        scope: whole(found, badges) for scope in scopes if (found := scope_source(way, scope))
    }
    if source is None:
        return Pane(way, 0, {}, (), around, ())
    helpers = tuple(whole(helper, badges) for helper in source.helpers)
    beside = tuple(whole(found, badges) for found in _beside(way, source, badges))
    return Pane(way, source.lines, _steps(source, badges), helpers, around, beside)


def whole(source: Source, badges: Badges | None = None) -> Code:
    """All lines of a definition."""
    lines = range(len(source.text.splitlines()))
    return _part(source, lines, badges or {})


def _steps(source: MethodSource, badges: Badges) -> dict[Step, Code | str]:
    text = source.method.text
    return {
        step: _part(source.method, lines, badges) if lines else _why_missing(step, source)
        for step, lines in steps_of(text).items()
    }


def _why_missing(step: Step, source: MethodSource) -> str:
    text = source.method.text
    builds = bool(steps_of(text)[Step.BUILD])
    if step is Step.RETURN and gives_back_while_sending(text) and (builds or not source.helpers):
        return ABOVE
    return f"in {source.helpers[0].name}, below" if source.helpers else FOR_YOU


def _part(source: Source, numbers: range, badges: Badges) -> Code:
    texts = source.text.splitlines()
    coloured = python_lines(source.text)
    lines = []
    for number in numbers:
        text = texts[number]
        place = (source.file, source.name, number - source.decorators + 1)
        lines.append(
            Line(
                source.start + number,
                text,
                coloured[number],
                len(text) - len(text.lstrip(" ")),
                tuple(badges.get(place, ())),
            )
        )
    return Code(source.name, source.file, tuple(lines))


def _badges(material: Material, way: Way, operations: Sequence[Operation]) -> Badges:
    badges: dict[tuple[str, str, int], list[Badge]] = {}
    for operation in operations:
        statements = material.calls(operation.name, way).later.statements
        for number, statement in enumerate(statements, start=1):
            place = SENDER.fullmatch(statement.sent_by or "")
            if place is not None:
                key = place["file"], place["function"], int(place["line"])
                badges.setdefault(key, []).append((operation.name, number))
    return badges


def _beside(way: Way, source: MethodSource, badges: Badges) -> Iterator[Source]:
    """What the method calls of its mapping, and what else has sent something for it."""
    texts = [source.method.text, *(helper.text for helper in source.helpers)]
    called = [("mapping.py", name) for text in texts for name in _called(text)]
    shown = {source.method.name, *(helper.name for helper in source.helpers)}
    senders = [(file, function) for file, function, _ in badges if file == "database.py"]
    for file, name in dict.fromkeys([*called, *senders]):
        if name not in shown and name not in ("transaction", "autocommit"):
            found = definition(way.database, file, name)
            if found is not None and FUNCTION.search(found.text):
                yield found


def _called(text: str) -> list[str]:
    """The names that are used in a piece of source, in their order."""
    nodes = ast.walk(ast.parse(text))
    return [node.id for node in nodes if isinstance(node, ast.Name)]
