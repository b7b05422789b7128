"""What a cell of a table rests on, by name, and where the reader finds it in the book.

`ledger:edit_task`, `claim:F5`, `difference:flush`, `mistakes:text_too_long`, `lines:sqlmodel_orm`,
`trap:n_plus_one`, `source:asyncpg_raw.get_task`, `source:asyncpg_raw.mapping.matching`, or, for the
tools of others, `docs:` and the address of their documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from variants import VARIANTS
from workbook.book.error import BookError, nothing_called
from workbook.book.material import definition
from workbook.book.trap import trap_names
from workbook.claims import CLAIMS
from workbook.library_differences import LIBRARY_DIFFERENCES
from workbook.mistakes.catalogue import MISTAKES
from workbook.operations import OPERATIONS
from workbook.source import Source

METHOD, IN_A_FILE = 2, 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """`name` for people; `href` leads to it, within the book or outside."""

    name: str
    href: str


def evidence(text: str) -> Evidence:
    """What these words stand for. Raises BookError if there is no such thing."""
    kind, _, name = text.partition(":")
    if kind not in KINDS:
        raise nothing_called("kind of evidence", kind, sorted(KINDS))
    return KINDS[kind](name)


def quoted_source(name: str) -> Source:
    """The source behind WAY.METHOD or WAY.FILE.NAME. Raises BookError."""
    parts = name.split(".")
    if parts[0] not in VARIANTS or len(parts) not in (METHOD, IN_A_FILE):
        raise BookError(
            f"{name!r} is neither WAY.METHOD nor WAY.FILE.NAME; ways are {', '.join(VARIANTS)}"
        )
    file = "repository" if len(parts) == METHOD else parts[1]
    found = definition(VARIANTS[parts[0]], f"{file}.py", parts[-1])
    if found is None:
        raise BookError(f"variants/{parts[0]}/{file}.py has nothing called {parts[-1]!r}")
    return found


def _ledger(name: str) -> Evidence:
    names = [operation.name for operation in OPERATIONS]
    return Evidence(f"ledger: {_known('operation', name, names)}", f"index.html#v1/{name}")


def _claim(name: str) -> Evidence:
    keys = [claim.key for claim in CLAIMS]
    return Evidence(f"claim {_known('claim', name, keys)}", f"evidence.html#{name}")


def _difference(name: str) -> Evidence:
    keys = [difference.key for difference in LIBRARY_DIFFERENCES]
    return Evidence(f"difference: {_known('difference', name, keys)}", f"evidence.html#{name}")


def _mistakes(name: str) -> Evidence:
    if not name:
        return Evidence("table of mistakes", "evidence.html#mistakes")
    found = MISTAKES[_known("mistake", name, list(MISTAKES))]
    return Evidence(f"mistake: {found}", f"evidence.html#mistake-{name}")


def _lines(name: str) -> Evidence:
    return Evidence(f"lines of {_known('way', name, list(VARIANTS))}", "evidence.html#lines")


def _trap(name: str) -> Evidence:
    return Evidence(f"trap: {_known('trap', name, list(trap_names()))}", f"tables.html#trap-{name}")


def _source(name: str) -> Evidence:
    way, *file, function = name.split(".")
    quoted_source(name)
    if file:
        return Evidence(f"{way}/{file[0]}.py: {function}", f"evidence.html#source-{name}")
    return Evidence(f"{way}: {function}", f"index.html#v1/{function}/{way}")


def _docs(address: str) -> Evidence:
    host = address.removeprefix("https://")
    if host == address:
        raise BookError(f"{address!r} is no https:// address")
    return Evidence(host.rstrip("/"), address)


KINDS: Mapping[str, Callable[[str], Evidence]] = {
    "ledger": _ledger,
    "claim": _claim,
    "difference": _difference,
    "mistakes": _mistakes,
    "lines": _lines,
    "trap": _trap,
    "source": _source,
    "docs": _docs,
}


def _known(what: str, name: str, names: list[str]) -> str:
    if name not in names:
        raise nothing_called(what, name, names)
    return name
