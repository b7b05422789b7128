"""The story of the schema, as alembic/versions tells it, and one revision more: the learner's.

All of it happens in one transaction on one connection, which is never committed: a revision may do
to the tables whatever it likes, and the next test finds them as they were.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, DefaultClause, MetaData, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from shared.migrations import ROOT
from workbook.learn.places import SERVER_SETTINGS

ONE_REVISION_MORE = "from {module} import *\n"

Rows = list[dict[str, Any]]


class Story:
    """Goes one revision up from the workbook's last, and down again."""

    def __init__(self, connection: AsyncConnection, config: Config) -> None:
        self._connection = connection
        self._config = config

    async def up(self) -> None:
        """Run the learner's `upgrade`."""
        await self._run(command.upgrade, "head")

    async def down(self) -> None:
        """Run the learner's `downgrade`."""
        await self._run(command.downgrade, "-1")

    async def drift(self, tables: MetaData) -> list[str]:
        """What Alembic would still change until the database is as `tables` say."""

        def compared(connection: Connection) -> list[str]:
            context = MigrationContext.configure(
                connection, opts={"compare_server_default": True, "target_metadata": tables}
            )
            return [told(change) for change in compare_metadata(context, tables)]

        return await self._connection.run_sync(compared)

    async def rows(self, statement: str) -> Rows:
        """What a statement gives, asked in the same transaction."""
        result = await self._connection.execute(text(statement))
        return [dict(row) for row in result.mappings()]

    async def execute(self, statement: str) -> None:
        """Run a statement in the same transaction; if it fails, the transaction goes on."""
        async with self._connection.begin_nested():
            await self._connection.execute(text(statement))

    async def _run(self, step: Callable[[Config, str], None], revision: str) -> None:
        def run(connection: Connection) -> None:
            self._config.attributes["connection"] = connection
            step(self._config, revision)

        await self._connection.run_sync(run)


@asynccontextmanager
async def story_with(revision: ModuleType, url: str, folder: Path) -> AsyncIterator[Story]:
    """The story with this module as its last revision; `folder` is a place for a file."""
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        connect_args={"server_settings": SERVER_SETTINGS},
        poolclass=NullPool,
    )
    async with engine.connect() as connection, connection.begin() as transaction:
        yield Story(connection, _config(revision, folder))
        await transaction.rollback()


def _config(revision: ModuleType, folder: Path) -> Config:
    """Alembic wants a file: one line that imports the module, wherever that has come from."""
    line = ONE_REVISION_MORE.format(module=revision.__name__)
    (folder / "one_more.py").write_text(line, encoding="utf-8")
    config = Config(ROOT / "alembic.ini")
    places = os.pathsep.join(map(str, (ROOT / "alembic" / "versions", folder)))
    config.set_main_option("version_locations", places.replace("%", "%%"))
    return config


def told(change: Any) -> str:
    """One difference, such as "modify_type tasks.priority: INTEGER, where SMALLINT is wanted"."""
    match change:
        case [(what, _, table, column, _, found, wanted)]:
            names = f"{what} {table}.{column}"
            return f"{names}: {_in_words(found)}, where {_in_words(wanted)} is wanted"
        case (what, *parts):
            return " ".join([what, *(str(part) for part in parts if part is not None)])
        case _:
            return repr(change)


def _in_words(value: object) -> str:
    return str(value.arg) if isinstance(value, DefaultClause) else str(value)
