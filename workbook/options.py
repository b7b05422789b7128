"""What the commands have in common: where Postgres is, and how they end."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

DISAGREE = 1
"""Status: what was compared is not the same."""

CANNOT_RUN = 2
"""Status: it could not be done, and stderr says why in one line."""

Postgres: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="WHERE", help="embedded (the default), container, or postgresql://..."),
]


def cannot_run(reason: object) -> typer.Exit:
    """Say why, and what to raise."""
    typer.echo(f"workbook: {reason}", err=True)
    return typer.Exit(CANNOT_RUN)
