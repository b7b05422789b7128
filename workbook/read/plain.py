"""An operation as plain text, one way below the other: for pipes, files and other tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import TypeAdapter

from workbook.book.material import Material
from workbook.book.pane import Pane
from workbook.book.reader import Article, Case
from workbook.ledger.entry import Calls
from workbook.read.columns import COSTS, cost_rows, heading, others

CALLS: TypeAdapter[Calls] = TypeAdapter(Calls)


def lines(article: Article, case: Case, material: Material) -> Iterator[str]:
    """Code and SQL as they are, nothing broken and nothing cut."""
    yield heading(case).plain
    for pane in article.panes:
        label = pane.way.label
        yield f"\n== {label}"
        yield source_text(material, pane, article.method.name).rstrip("\n")
        yield f"\n-- on the wire, {label}"
        for number, one in enumerate(case.cost(label).calls.later.statements, start=1):
            yield f"{number}. {one.sql}  ({one.sent_by})"
    yield "\n== cost"
    for label, figures in cost_rows(case):
        told = zip(COSTS, figures, strict=True)
        yield f"{label}: " + ", ".join(f"{name} {figure}" for name, figure in told)
    if others(article, case).plain:
        yield f"\n{others(article, case).plain}"


def source_text(material: Material, pane: Pane, method: str) -> str:
    """A method, and below it the private ones that it calls."""
    source = material.method(pane.way, method)
    if source is None:
        return "(its source is not to be had)"
    return "\n".join([source.method.text, *(helper.text for helper in source.helpers)])


def as_json(article: Article, case: Case, material: Material) -> Mapping[str, object]:
    """The same for programs."""
    ways = {
        pane.way.label: {
            "source": source_text(material, pane, article.method.name),
            "calls": CALLS.dump_python(case.cost(pane.way.label).calls, mode="json"),
        }
        for pane in article.panes
    }
    operation = case.operation
    return {
        "operation": operation.name,
        "title": operation.title,
        "scope": operation.scope,
        "ways": ways,
    }
