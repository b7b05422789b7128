"""What a chapter can ask for by name: code, SQL, costs, claims, differences, traps and the rest."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment

from variants import VARIANTS
from workbook.book.bench_view import REGIMES, Bench, measured_on
from workbook.book.chapter import Directive
from workbook.book.error import BookError, nothing_called
from workbook.book.evidence import quoted_source
from workbook.book.faults import fault_table, grid
from workbook.book.material import ROOT, Material
from workbook.book.pane import Code, whole
from workbook.book.reader import case_of
from workbook.book.table import table_called
from workbook.book.trap import trap
from workbook.book.trap_view import view_of
from workbook.claims import CLAIMS
from workbook.contract import methods
from workbook.library_differences import LIBRARY_DIFFERENCES
from workbook.mistakes.catalogue import MISTAKES
from workbook.mistakes.table import load
from workbook.operation import Operation
from workbook.operations import OPERATIONS
from workbook.source import Source, definition_in

Found = TypeVar("Found")
EXERCISE = re.compile(r"e\d\d")
EXERCISES = ROOT / "exercises"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A piece of a way's source."""

    way: str
    code: Code


@dataclass(frozen=True, slots=True)
class Exercise:
    """Without a title as long as it is not there; `href` leads from the book to its text."""

    key: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Directives:
    """The directives of one book, which is written to `out`."""

    material: Material
    environment: Environment
    out: Path

    @property
    def by_name(self) -> Mapping[str, Directive]:
        """Each by the word that stands behind the fence."""
        return {
            "code": self.code,
            "source": self.source,
            "sql": self.sql,
            "cost": self.cost,
            "claims": self.claims,
            "difference": self.difference,
            "mistakes": self.mistakes,
            "table": self.table,
            "faults": self.faults,
            "trap": self.trap,
            "bench": self.bench,
            "exercises": self.exercises,
            "console": self.console,
        }

    def code(self, names: Sequence[str]) -> str:
        """Sources side by side: METHOD in all ways, WAY.METHOD, or WAY.FILE.NAME."""
        quoted = [one for name in _some(names) for one in self._quoted(name)]
        return self._render("code", quoted=quoted)

    def source(self, words: Sequence[str]) -> str:
        """Functions or classes of a file that is no way's: its path, then their names."""
        path, *names = _some(words)
        quoted = [whole(_defined(path, name)) for name in _some(names)]
        return self._render("source", path=path, quoted=quoted)

    def sql(self, names: Sequence[str]) -> str:
        """What goes over the wire for an operation, in these ways or in all."""
        name, *labels = _some(names)
        case = case_of(self.material, operation_called(name))
        known = [cost.label for cost in case.costs]
        for label in labels:
            if label not in known:
                raise nothing_called("way", label, known)
        shown = labels or [way.label for way in self.material.ways]
        return self._render("sql", case=case, labels=shown)

    def cost(self, names: Sequence[str]) -> str:
        """What operations take."""
        cases = [case_of(self.material, operation_called(name)) for name in _some(names)]
        return self._render("cost", cases=cases)

    def claims(self, keys: Sequence[str]) -> str:
        """Claims with their verdicts."""
        known = {claim.key: claim for claim in CLAIMS}
        return self._render("claims", claims=[_of("claim", known, key) for key in _some(keys)])

    def difference(self, keys: Sequence[str]) -> str:
        """Differences of the libraries."""
        known = {one.key: one for one in LIBRARY_DIFFERENCES}
        found = [_of("difference", known, key) for key in _some(keys)]
        return self._render("differences", differences=found)

    def mistakes(self, names: Sequence[str]) -> str:
        """Who notices these mistakes, in each way."""
        for name in _some(names):
            _of("mistake", MISTAKES, name)
        return self._render("mistakes", names=names, table=load(), titles=MISTAKES)

    def table(self, names: Sequence[str]) -> str:
        """Tables of the book."""
        found = [table_called(name, self.material) for name in _some(names)]
        return self._render("tables", tables=found)

    def faults(self, names: Sequence[str]) -> str:
        """What comes of these faults, in every way and on both drivers."""
        return self._render("faults", table=fault_table(grid(), _some(names)))

    def trap(self, names: Sequence[str]) -> str:
        """Traps, with what they took."""
        return self._render("traps", traps=[view_of(trap(name)) for name in _some(names)])

    def bench(self, words: Sequence[str]) -> str:
        """What the bench has measured: a kind of plot, then operations."""
        kind, *names = _some(words)
        shown = Bench([way.label for way in self.material.ways])
        plots = [shown.show(kind, name) for name in _some(names)]
        return self._render("bench", plots=plots, measured=measured_on(REGIMES[kind]))

    def exercises(self, keys: Sequence[str]) -> str:
        """Links to exercises, those that are not there yet without a link."""
        return self._render("exercises", exercises=[self._exercise(key) for key in _some(keys)])

    def console(self, words: Sequence[str]) -> str:
        """What is typed into a terminal: the only block that holds its own text."""
        return self._render("console", text=words[-1])

    def _render(self, name: str, **given: object) -> str:
        return self.environment.get_template(f"quotes/{name}.html").render(**given)

    def _quoted(self, name: str) -> list[Quoted]:
        sources: dict[str, Source] = {}
        if name in [method.name for method in methods()]:
            sources = {way: quoted_source(f"{way}.{name}") for way in VARIANTS}
        else:
            sources[name.partition(".")[0]] = quoted_source(name)
        return [Quoted(way, whole(source)) for way, source in sources.items()]

    def _exercise(self, key: str) -> Exercise:
        if not EXERCISE.fullmatch(key):
            raise BookError(f"{key!r} is no exercise; they are called e01 to e99")
        for file in EXERCISES.glob(f"{key}_*/exercise.toml"):
            told = tomllib.loads(file.read_text(encoding="utf-8"))
            text = file.with_name("README.md")
            return Exercise(
                key, str(told["title"]), Path(os.path.relpath(text, self.out)).as_posix()
            )
        return Exercise(key, "", "")


def operation_called(name: str) -> Operation:
    """One of the catalogue. Raises BookError."""
    return _of("operation", {one.name: one for one in OPERATIONS}, name)


def _defined(path: str, name: str) -> Source:
    found = definition_in(ROOT / path, name)
    if found is None:
        raise BookError(f"{path} is not there, or has nothing called {name!r}")
    return found


def _of(what: str, known: Mapping[str, Found], name: str) -> Found:
    if name not in known:
        raise nothing_called(what, name, sorted(known))
    return known[name]


def _some(words: Sequence[str]) -> Sequence[str]:
    if not words:
        raise BookError("say what is to be shown, behind the name of the directive")
    return words
