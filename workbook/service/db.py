"""`workbook db`: the tables that the service needs, up and down."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from alembic.util.exc import CommandError
from asyncpg import PostgresError
from sqlalchemy.exc import SQLAlchemyError

from shared import migrations
from shared.postgres import NoServer
from workbook.options import cannot_run
from workbook.service import wakeups
from workbook.service.place import place

Postgres = Annotated[
    str | None,
    typer.Option(
        metavar="WHERE",
        help="embedded (the default), container, or the database at postgresql://...",
    ),
]

db = typer.Typer(help="The service's tables: where they are, and at which revision.")


@db.command()
def upgrade(
    revision: Annotated[str, typer.Argument()] = "head", *, postgres: Postgres = None
) -> None:
    """Bring the tables up to a revision."""
    with _database(postgres) as url:
        asyncio.run(migrations.upgrade(url, revision))
        _tell(url)


@db.command()
def downgrade(revision: Annotated[str, typer.Argument()], *, postgres: Postgres = None) -> None:
    """Take the tables back to a revision; `base` removes them, with what is in them."""
    with _database(postgres) as url:
        asyncio.run(migrations.downgrade(url, revision))
        _tell(url)


@db.command()
def current(*, postgres: Postgres = None) -> None:
    """Say at which revision the tables are."""
    with _database(postgres) as url:
        _tell(url)


@db.command()
def notify(*, postgres: Postgres = None) -> None:
    """Have the database wake the workers whenever tasks were stored."""
    with _database(postgres) as url:
        asyncio.run(wakeups.install(url))


@db.command()
def url(*, postgres: Postgres = None) -> None:
    """Say where the database is. An embedded server stops with its last user."""
    with _database(postgres) as found:
        typer.echo(found)


def _tell(url: str) -> None:
    typer.echo(asyncio.run(migrations.current(url)) or "none")


@contextmanager
def _database(postgres: str | None) -> Iterator[str]:
    """The URL; what cannot be done is told in one line."""
    try:
        with place(postgres) as found:
            yield found.url
    except (NoServer, CommandError, SQLAlchemyError, PostgresError) as error:
        reason = str(error).splitlines()[0]
        raise cannot_run(reason) from error
