"""The table of who notices what, as it is kept in table.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

FILE = Path(__file__).with_name("table.json")


class Notice(StrEnum):
    """What is the first to notice a mistake when it runs, from early to never."""

    BUILT = "built"
    """An exception, before anything is sent."""
    DRIVER = "driver"
    """The driver refuses what it is given; it has only asked Postgres which types are wanted."""
    POSTGRES = "Postgres"
    """Postgres answers with an error."""
    READ = "read"
    """An exception over the answer, which Postgres has given without complaint."""
    WARNING = "warning"
    """Python or a library warns, and goes on."""
    NOBODY = "nobody"
    """It runs as if all were well."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who notices one mistake in one way."""

    mypy: bool
    ty: bool
    run: Notice

    @classmethod
    def parse(cls, text: str) -> Verdict:
        """From what `str()` makes, such as "mypy ty built" or "nobody"."""
        *checkers, run = text.split()
        return cls("mypy" in checkers, "ty" in checkers, Notice(run))

    @property
    def unnoticed(self) -> bool:
        """No checker, no exception, and not even a warning."""
        return not self.mypy and not self.ty and self.run is Notice.NOBODY

    def __str__(self) -> str:
        checkers = ("mypy", self.mypy), ("ty", self.ty)
        return " ".join([*(name for name, notices in checkers if notices), self.run])


Verdicts: TypeAlias = Mapping[str, Mapping[str, Verdict]]
"""By mistake, then by way."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a trial has found, and with which versions."""

    versions: Mapping[str, str]
    control: Mapping[str, Verdict]
    """By way: of the function that makes no mistake."""
    verdicts: Verdicts

    @property
    def totals(self) -> dict[str, dict[str, int]]:
        """For each way, how many mistakes each of them notices, and how many nobody at all does."""
        columns: dict[str, list[Verdict]] = {}
        for by_way in self.verdicts.values():
            for way, verdict in by_way.items():
                columns.setdefault(way, []).append(verdict)
        return {way: _counted(verdicts) for way, verdicts in columns.items()}


def _counted(verdicts: list[Verdict]) -> dict[str, int]:
    return {
        "mypy": sum(verdict.mypy for verdict in verdicts),
        "ty": sum(verdict.ty for verdict in verdicts),
        **{notice.value: sum(verdict.run is notice for verdict in verdicts) for notice in Notice},
        "unnoticed": sum(verdict.unnoticed for verdict in verdicts),
    }


def load() -> Table:
    """The table that is kept."""
    kept = json.loads(FILE.read_text())
    verdicts = {mistake: _parsed(by_way) for mistake, by_way in kept["verdicts"].items()}
    return Table(kept["versions"], _parsed(kept["control"]), verdicts)


def text_of(table: Table) -> str:
    """The table as it is kept: a line for each verdict, so that a difference is easy to read."""
    whole = {
        "versions": table.versions,
        "totals": table.totals,
        "control": _texts(table.control),
        "verdicts": {mistake: _texts(by_way) for mistake, by_way in table.verdicts.items()},
    }
    return json.dumps(whole, indent=2) + "\n"


def _parsed(texts: Mapping[str, str]) -> dict[str, Verdict]:
    return {way: Verdict.parse(text) for way, text in texts.items()}


def _texts(verdicts: Mapping[str, Verdict]) -> dict[str, str]:
    return {way: str(verdict) for way, verdict in verdicts.items()}
