"""Writing the book: a handful of pages that open from the disk and ask nobody for anything."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from variants import VARIANTS
from workbook.boilerplate import FILES, boilerplate
from workbook.book import plots
from workbook.book.chapter import Chapter, chapters
from workbook.book.colour import python_lines, sql
from workbook.book.directives import Directives
from workbook.book.evidence import quoted_source
from workbook.book.faults import fault_table, grid
from workbook.book.figures import with_figures
from workbook.book.material import Material
from workbook.book.pane import Code, whole
from workbook.book.reader import Article, disagreements, headings
from workbook.book.table import ShownTable, tables
from workbook.book.trap import trap, trap_names
from workbook.book.trap_view import view_of
from workbook.claims import CLAIMS, Verdict
from workbook.library_differences import LIBRARY_DIFFERENCES
from workbook.mistakes.catalogue import MISTAKES
from workbook.mistakes.table import load
from workbook.ways import chosen_ways
from workbook.wording import counted, in_words, measured, milliseconds, verdict

TEMPLATES = Path(__file__).resolve().parent / "templates"
BESIDE = ("book.css", "book.js")
LIBRARIES = ("asyncpg", "sqlalchemy", "sqlmodel")
KEYS = (
    ("n", "next operation"),
    ("p", "previous operation"),
    ("o", "all operations"),
    ("c", "next case of the operation"),
    ("1 to 9", "a pane on or off"),
    ("d", "compare two ways, token by token"),
    ("/", "find an operation"),
    ("t", "theme: auto, light, dark"),
    ("?", "this help"),
    ("Esc", "close it"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry in the list of pages."""

    href: str
    name: str


def write(material: Material, out: Path) -> list[Path]:
    """Write all pages into a folder, and the folder. Raises BookError, BadTrap or OSError."""
    pages = dict(render(material, out))
    out.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (out / name).write_text(text, encoding="utf-8")
    return [out / name for name in pages]


def render(material: Material, out: Path) -> Iterator[tuple[str, str]]:
    """Each file's name and text; links to what is outside the book are as seen from `out`."""
    environment = environment_of(material)
    # The prose is about our four ways, whichever take part today.
    ours = Material(chosen_ways((), "asyncpg"), material.entries)
    directives = Directives(ours, environment, out).by_name
    parts = chapters(directives, lambda text: with_figures(text, ours))
    environment.globals["contents"] = _contents(parts)
    yield "index.html", _index(environment, material)
    for number, chapter in enumerate(parts):
        beside = dict(zip(("before", "after"), _beside(parts, number), strict=True))
        yield (
            chapter.file,
            _page(environment, "chapter.html", chapter.file, chapter=chapter, **beside),
        )
    shown = tables(material)
    traps = [view_of(trap(name)) for name in trap_names()]
    faults = fault_table(grid())
    yield "tables.html", _page(environment, "tables.html", tables=shown, traps=traps, faults=faults)
    yield "evidence.html", _evidence(environment, shown)
    for name in BESIDE:
        yield name, (TEMPLATES / name).read_text(encoding="utf-8")


def environment_of(material: Material) -> Environment:
    """The templates, with what all of them may use."""
    environment = Environment(
        loader=PackageLoader("workbook.book"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    labels = [way.label for way in material.ways]
    environment.globals.update(
        counted=counted,
        in_words=in_words,
        keys=KEYS,
        measured=material.measured,
        milliseconds=milliseconds,
        python_lines=python_lines,
        sql=sql,
        ticks=plots.ticks,
        timed=material.measured is not None,
        title=_title(material),
        verdict=verdict,
        way_number=lambda label: _number(label, labels),
        ways=material.ways,
    )
    return environment


def _number(label: str, labels: Sequence[str]) -> int:
    """Of the colour: the way's place, whatever its driver."""
    names = [*labels, *VARIANTS]
    way = next((name for name in names if label in (name, f"{name}-psycopg")), names[0])
    return names.index(way) % 5 + 1


def _title(material: Material) -> str:
    ways = len(material.ways)
    return f"{in_words(ways).capitalize()} {'way' if ways == 1 else 'ways'} to the same tasks"


def _contents(parts: Sequence[Chapter]) -> list[Link]:
    return [
        Link("index.html", "Operations"),
        *(Link(chapter.file, chapter.title) for chapter in parts),
        Link("tables.html", "Tables"),
        Link("evidence.html", "Evidence"),
    ]


def _beside(parts: Sequence[Chapter], number: int) -> tuple[Chapter | None, Chapter | None]:
    before = parts[number - 1] if number else None
    return before, parts[number + 1] if number + 1 < len(parts) else None


def _page(environment: Environment, template: str, here: str = "", **given: object) -> str:
    return environment.get_template(template).render(here=here or template, **given)


def _index(environment: Environment, material: Material) -> str:
    grouped = headings(material)
    articles: list[Article] = [article for _, group in grouped for article in group]
    return _page(
        environment,
        "index.html",
        headings=grouped,
        facts=list(_facts(material)),
        wrong=list(disagreements(articles)),
    )


def _facts(material: Material) -> Iterator[tuple[str, str]]:
    yield "Python", platform.python_version()
    for library in LIBRARIES:
        yield library, version(library)
    if material.measured is not None:
        sample = material.measured.sample
        yield "Postgres", material.measured.postgres
        yield "sample", f"{len(sample.projects):,} projects, {len(sample.tasks):,} tasks"
        yield "times", measured(material.measured)


def _evidence(environment: Environment, shown: Sequence[ShownTable]) -> str:
    verdicts = Counter(claim.verdict for claim in CLAIMS)
    return _page(
        environment,
        "evidence.html",
        claims=CLAIMS,
        verdicts=[(one, verdicts[one]) for one in Verdict if verdicts[one]],
        differences=LIBRARY_DIFFERENCES,
        mistakes=load(),
        titles=MISTAKES,
        lines=boilerplate(chosen_ways((), "asyncpg")),
        files=FILES,
        sources=_sources(shown),
    )


def _sources(shown: Sequence[ShownTable]) -> list[tuple[str, Code]]:
    """What the tables point to in the files beside the repositories."""
    anchor = "evidence.html#source-"
    names = {
        by.href.removeprefix(anchor)
        for table in shown
        for _, cells in table.rows
        for cell in cells
        for by in cell.by
        if by.href.startswith(anchor)
    }
    return [(name, whole(quoted_source(name))) for name in sorted(names)]
