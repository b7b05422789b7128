"""`workbook doctor`: what a server has of what the contract needs, and whether the pools fit.

Exit status: 0 if all is well, 1 if something is missing or does not fit, 2 if no server answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

import asyncpg
import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shared.postgres import NoServer, serve
from workbook.doctor.connections import Plan, Room, advice, room
from workbook.doctor.needs import PROBES
from workbook.doctor.probe import Finding, examine
from workbook.options import Postgres, cannot_run

UNWELL = 1
PATIENCE = 10.0
"""Seconds for the connection, and for each answer."""


def doctor(
    *,
    postgres: Postgres = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes on each machine.")] = 1,
    replicas: Annotated[int, typer.Option(min=1, help="Machines that run the service.")] = 1,
    pool: Annotated[int, typer.Option(min=1, help="Connections of each process.")] = 10,
) -> None:
    """Try on a server what the contract needs of it, and count connections."""
    console = Console()
    plan = Plan(workers, replicas, pool)
    try:
        with serve(postgres) as server:
            console.print(server.describe(), soft_wrap=True, highlight=False)
            findings, found = asyncio.run(_examined(server.url))
    except (NoServer, asyncpg.PostgresError, OSError) as error:
        raise cannot_run(error) from error
    console.print(_table(findings))
    console.print(advice(plan, found), soft_wrap=True, highlight=False)
    well = found.fits(plan) and not any(finding.trouble for finding in findings)
    raise typer.Exit(0 if well else UNWELL)


async def _examined(url: str) -> tuple[list[Finding], Room]:
    connection = await asyncpg.connect(url, timeout=PATIENCE, command_timeout=PATIENCE)
    try:
        found = await room(connection)
        return await examine(connection, PROBES), found
    finally:
        await connection.close()


def _table(findings: Sequence[Finding]) -> Table:
    table = Table(box=box.MINIMAL, show_edge=False, pad_edge=False)
    table.add_column("what is needed", ratio=2)
    table.add_column("by", ratio=1)
    table.add_column("is it there?", ratio=2)
    for finding in findings:
        verdict = Text(finding.trouble or "yes", style="bold red" if finding.trouble else "green")
        table.add_row(finding.probe.need, finding.probe.users, verdict)
    return table
