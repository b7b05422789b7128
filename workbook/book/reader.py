"""The operations as the reader shows them: a method, its cases, and for each what it took."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from workbook.book.material import Material
from workbook.book.notes import notes_on
from workbook.book.pane import Pane, pane_of
from workbook.book.proofs import Proof, proofs
from workbook.book.steps import Step
from workbook.comparison import Finding
from workbook.contract import Method, methods
from workbook.ledger.entry import Calls
from workbook.library_differences import LibraryDifference
from workbook.operation import Operation
from workbook.operations import OPERATIONS


@dataclass(frozen=True, slots=True)
class Cost:
    """What an operation takes in one way, on one driver; `seconds` where the run has timed it."""

    label: str
    calls: Calls
    seconds: float | None

    @property
    def rows(self) -> int:
        """How many rows a later call brings."""
        return sum(statement.rows for statement in self.calls.later.statements)


@dataclass(frozen=True, slots=True)
class Case:
    """One operation: its costs by label, those on another driver last."""

    operation: Operation
    costs: tuple[Cost, ...]
    differences: tuple[str, ...]

    @property
    def most_round_trips(self) -> int:
        """Of all first calls."""
        return max(cost.calls.first.round_trips for cost in self.costs)

    def cost(self, label: str) -> Cost:
        """What it takes in this way."""
        return next(cost for cost in self.costs if cost.label == label)


@dataclass(frozen=True, slots=True)
class Article:
    """One method of the protocol: what it promises, how each way keeps it, and what shows it."""

    method: Method
    promise: tuple[str, ...]
    cases: tuple[Case, ...]
    panes: tuple[Pane, ...]
    notes: tuple[LibraryDifference, ...]
    proofs: tuple[Proof, ...]

    @property
    def steps(self) -> list[Step]:
        """Those that some way has, for the others to be aligned with."""
        return [
            step
            for step in Step
            if any(not isinstance(pane.steps.get(step, ""), str) for pane in self.panes)
        ]

    @property
    def scopes(self) -> list[str]:
        """The kinds of block that its cases run in."""
        return list(dict.fromkeys(case.operation.scope for case in self.cases))


def headings(material: Material) -> list[tuple[str, list[Article]]]:
    """All methods under the protocol's headings, in its order."""
    grouped = groupby(methods(), key=lambda method: method.heading)
    return [
        (heading, [article(material, method) for method in group]) for heading, group in grouped
    ]


def article(material: Material, method: Method) -> Article:
    """All there is to show of one method."""
    operations = [one for one in OPERATIONS if one.method == method.name]
    return Article(
        method,
        tuple(method.promise.split("\n\n")),
        tuple(case_of(material, operation) for operation in operations),
        tuple(pane_of(material, way, method.name, operations) for way in material.ways),
        tuple(notes_on(method.name)),
        proofs().get(method.name, ()),
    )


def case_of(material: Material, operation: Operation) -> Case:
    """One operation, with what it takes."""
    entry = material.entries[operation.name]
    finding = _finding(material, operation)
    costs = tuple(
        Cost(label, entry.ways[label], _seconds(finding, material, label))
        for label in material.drivers(operation.name)
    )
    found = () if finding is None else tuple(map(str, finding.differences))
    return Case(operation, costs, found)


def disagreements(articles: list[Article]) -> Iterator[tuple[str, str]]:
    """Each operation in which a way differs, and where."""
    for one in articles:
        for case in one.cases:
            for difference in case.differences:
                yield case.operation.name, difference


def _finding(material: Material, operation: Operation) -> Finding | None:
    findings = material.measured.findings if material.measured is not None else ()
    return next((one for one in findings if one.operation.name == operation.name), None)


def _seconds(finding: Finding | None, material: Material, label: str) -> float | None:
    name = next((way.name for way in material.ways if way.label == label), None)
    return None if finding is None or name is None else finding.costs[name].seconds
