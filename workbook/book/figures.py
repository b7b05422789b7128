"""Figures by name, so that no number in prose or in a table is typed by hand.

`{trips edit_task asyncpg_raw}` in a text becomes the number that the ledger has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from workbook.bench.ratio import LEVEL
from workbook.boilerplate import Boilerplate, boilerplate
from workbook.book.bench_view import figure_of
from workbook.book.error import BookError, nothing_called
from workbook.book.material import Material
from workbook.book.trap import BadTrap, took, trap
from workbook.claims import CLAIMS
from workbook.ledger.entry import Call
from workbook.library_differences import LIBRARY_DIFFERENCES
from workbook.mistakes.catalogue import MISTAKES
from workbook.mistakes.table import load
from workbook.operations import OPERATIONS
from workbook.ways import chosen_ways

FIGURE = re.compile(r"\{(?P<name>[a-z_]+)(?P<arguments>(?: [\w.\-]+)*)\}")

Figure = Callable[..., int | float]


def with_figures(text: str, material: Material) -> str:
    """The text with its figures in place. Raises BookError."""
    return FIGURE.sub(lambda match: _figure(match, material), text)


def figures_in(text: str) -> list[str]:
    """The names of the figures that a text asks for."""
    return [match["name"] for match in FIGURE.finditer(text)]


def _figure(match: re.Match[str], material: Material) -> str:
    figures = _figures(material)
    if match["name"] not in figures:
        raise nothing_called("figure", match["name"], sorted(figures))
    try:
        number = figures[match["name"]](*match["arguments"].split())
    except KeyError as error:
        raise BookError(f"{match[0]}: there is no {error.args[0]!r}") from error
    except TypeError as error:
        raise BookError(f"{match[0]}: not so many words") from error
    except BadTrap as error:
        raise BookError(f"{match[0]}: {error}") from error
    return f"{number:,}"


def _figures(material: Material) -> Mapping[str, Figure]:
    def call(operation: str, way: str) -> Call:
        return material.entries[operation].ways[way].later

    return {
        "trips": lambda operation, way: call(operation, way).round_trips,
        "first_trips": lambda operation, way: (
            material.entries[operation].ways[way].first.round_trips
        ),
        "statements": lambda operation, way: len(call(operation, way).statements),
        "rows": lambda operation, way: sum(one.rows for one in call(operation, way).statements),
        "parameters": lambda operation, way: sum(
            one.parameters for one in call(operation, way).statements
        ),
        "bytes_sent": lambda operation, way: call(operation, way).bytes_sent,
        "bytes_received": lambda operation, way: call(operation, way).bytes_received,
        "lines": _lines,
        "mistakes": lambda who, way: load().totals[way][who],
        "trap_trips": lambda name, function: took(name, function).last.round_trips,
        "trap_statements": lambda name, function: took(name, function).last.statements,
        "trap_bytes": lambda name, function: took(name, function).last.bytes_received,
        "trap_milliseconds": lambda name, function: took(name, function).milliseconds,
        "trap_size": lambda name: trap(name).sizes[-1],
        "bench_time": lambda operation, way: round(figure_of(operation, way).median),
        "bench_ratio": lambda operation, way: round(figure_of(operation, way).ratio.middle, 2),
        "bench_level": lambda: round(LEVEL * 100, 3),
        "all_operations": lambda: len(OPERATIONS),
        "all_claims": lambda: len(CLAIMS),
        "all_differences": lambda: len(LIBRARY_DIFFERENCES),
        "all_mistakes": lambda: len(MISTAKES),
    }


def _lines(way: str, file: str = "") -> int:
    """Lines of code of one of our ways, or of one of its files."""
    amounts = _amounts()[way]
    return amounts.files[f"{file}.py"].lines if file else amounts.lines


@cache
def _amounts() -> Mapping[str, Boilerplate]:
    return boilerplate(chosen_ways((), "asyncpg"))
