"""Where the service keeps its tables: in a database that it is given, or in one of its own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from alembic.script import ScriptDirectory

from shared import migrations
from shared.postgres import named_database, serve

OWN = "workbook_service"
KEPT = "kept between runs of that server, not safe from a crash of the machine"


class NotMigrated(Exception):
    """The tables are not those of this version; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """A database on a running server; `description` is for people, without a password."""

    url: str
    description: str
    own: bool


@contextmanager
def place(choice: str | None) -> Iterator[Place]:
    """The database at a URL, or the service's own on an embedded server or in a container.

    It lasts as long as the block. Raises NoServer.
    """
    choice = choice or os.environ.get("WORKBOOK_POSTGRES")
    with serve(choice) as server:
        if server.url == choice:
            yield Place(server.url, server.describe(), own=False)
        else:
            url = asyncio.run(named_database(server, OWN))
            description = f"{server.describe()}; database {OWN}, {KEPT}"
            yield Place(url, description, own=True)


@contextmanager
def migrated_place(choice: str | None) -> Iterator[Place]:
    """The same, with the tables of this version.

    The service's own database is brought up to date; one that it was given is left as it is, and
    NotMigrated is raised if that will not do.
    """
    with place(choice) as found:
        if found.own:
            asyncio.run(migrations.upgrade(found.url))
        else:
            _require_head(asyncio.run(migrations.current(found.url)))
        yield found


def _require_head(current: str | None) -> None:
    head = ScriptDirectory(str(migrations.ROOT / "alembic")).get_current_head()
    if current != head:
        raise NotMigrated(
            f"the database is at revision {current or 'none'}, not {head}:"
            " workbook db upgrade --postgres URL"
        )
