"""A way that the ledger does not know: what it sends is recorded when the book is written."""

from __future__ import annotations

import asyncio

from rich.console import Console

from shared.postgres import serve
from workbook.book.error import BookError
from workbook.book.material import Material, unrecorded, with_recorded
from workbook.ledger.record import record
from workbook.operations import OPERATIONS
from workbook.progress import Progress
from workbook.sample import Sample

TASKS = 5_000  # as many as the ledger was recorded with


def complete(material: Material, console: Console, postgres: str | None) -> Material:
    """With every way's entries in it. Raises NoServer, and BookError for a way that cannot run."""
    ways = unrecorded(material)
    if not ways:
        return material
    progress = Progress(console)
    with serve(postgres) as server:
        try:
            entries = asyncio.run(record(server, ways, Sample.make(TASKS), progress, OPERATIONS))
        except Exception as error:  # a way from outside may raise anything
            names = ", ".join(way.label for way in ways)
            raise BookError(f"{names}: what it sends cannot be recorded: {error!r}") from error
    return with_recorded(material, entries)
