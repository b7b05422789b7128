"""The page: the figures of all operations, and each method's sources side by side.

One file that needs nothing else: no script, no font, no network.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from workbook.comparison import Finding
from workbook.contract import Method, methods
from workbook.job import Result
from workbook.ledger.entry import abridged
from workbook.wording import counted, in_words, legend, lines_of, measured, milliseconds, verdict

LINE = re.compile(r"[^\n]*\n|[^\n]+")
LIBRARIES = ("sqlalchemy", "sqlmodel")


@dataclass(frozen=True, slots=True)
class Entry:
    """One method on the page: what it promises, in paragraphs, and what was found."""

    method: Method
    promise: tuple[str, ...]
    findings: tuple[Finding, ...]


def write(result: Result, file: Path) -> None:
    """Write the page, and the folder it is in."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(render(result), encoding="utf-8")


def render(result: Result) -> str:
    """The page as text."""
    environment = Environment(
        loader=PackageLoader("workbook"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        abridged=abridged,
        counted=counted,
        highlighted=highlighted,
        lines_of=lines_of,
        milliseconds=milliseconds,
        verdict=verdict,
    )
    return environment.get_template("index.html").render(
        title=_title(result),
        result=result,
        facts=list(_facts(result)),
        legend=legend(result),
        headings=_headings(result),
    )


def highlighted(source: str) -> str:
    """Python in colours, as HTML, every character of it kept; each line can wrap by itself."""
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    html = highlight(source, lexer, HtmlFormatter(nowrap=True))
    lines = map(_line, LINE.findall(source), LINE.findall(html))
    return "".join(lines)


def _line(text: str, html: str) -> str:
    """A line that knows its indentation, so that the rest of a long one can go on below it."""
    indent = len(text) - len(text.lstrip(" "))
    return f'<span class="line" style="--indent:{indent}">{html}</span>'


def _title(result: Result) -> str:
    ways = len(result.ways)
    return f"{in_words(ways).capitalize()} {'way' if ways == 1 else 'ways'} to the same tasks"


def _facts(result: Result) -> Iterator[tuple[str, str]]:
    sample = result.sample
    yield "Postgres", result.postgres
    yield "Python", platform.python_version()
    driver = result.ways[0].driver
    for library in (driver, *LIBRARIES):
        yield library, version(library)
    yield "sample", f"{len(sample.projects):,} projects, {len(sample.tasks):,} tasks"
    yield "times", measured(result)


def _headings(result: Result) -> list[tuple[str, list[Entry]]]:
    grouped = groupby(methods(), key=lambda method: method.heading)
    return [(heading, [_entry(result, method) for method in group]) for heading, group in grouped]


def _entry(result: Result, method: Method) -> Entry:
    findings = (finding for finding in result.findings if finding.operation.method == method.name)
    return Entry(method, tuple(method.promise.split("\n\n")), tuple(findings))
