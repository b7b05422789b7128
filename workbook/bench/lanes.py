"""Each way in a lane of its own: a copy of the sample that nobody else touches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from shared.postgres import Server, fresh_database
from shared.protocol import Database
from shared.settings import Settings
from workbook.bench.measurement import AGAIN, BARE
from workbook.bench.one_processor import can_share, take_along
from workbook.participant import connected, database_name
from workbook.tables import Sql, read_left, restore
from workbook.ways import Way


@dataclass(frozen=True, slots=True)
class Lane:
    """A way, under a label, on the database at `url`; `sql` sees it from outside.

    `near` if its sessions are to run where this process does.
    """

    label: str
    way: Way
    url: str
    sql: Sql
    near: bool

    async def put_back(self) -> bool:
        """Restore the sample's rows, each in its place; whether any was different.

        Sessions that have begun since the last time are taken along.
        """
        if self.near:
            await take_along(self.sql)
        left = await read_left(self.sql)
        if left:
            await restore(self.sql, left)
            await self.lay_out()
        return bool(left)

    async def lay_out(self) -> None:
        """Put the rows in the order of their ids, wherever the writes so far have left them."""
        for table in ("projects", "tasks"):
            await self.sql.execute(f"CLUSTER {table} USING pk_{table}")
            await self.sql.execute(f"VACUUM ANALYZE {table}")


@asynccontextmanager
async def a_lane_each(
    server: Server, template: str, labelled: Sequence[tuple[str, Way]]
) -> AsyncIterator[list[Lane]]:
    """A lane for each of these ways, under these labels."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(_lane(server, template, label, way))
            for label, way in labelled
        ]


def ways_and_again(
    server: Server, template: str, ways: Sequence[Way]
) -> AbstractAsyncContextManager[list[Lane]]:
    """A lane for each way, and a second one for the first way: the A/A."""
    labelled = [(way.label, way) for way in ways]
    labelled.append((ways[0].label + AGAIN, ways[0]))
    return a_lane_each(server, template, labelled)


def for_bare_code(
    server: Server, template: str, ways: Sequence[Way]
) -> AbstractAsyncContextManager[list[Lane]]:
    """A lane for what each way's library does without the repository."""
    return a_lane_each(server, template, [(BARE + way.label, way) for way in ways])


async def put_back(lanes: Sequence[Lane]) -> bool:
    """Restore all; whether anything was different in any."""
    return any(await asyncio.gather(*(lane.put_back() for lane in lanes)))


async def lay_out(lanes: Sequence[Lane]) -> None:
    """The same rows in the same places in all: where they lie is a part of what a read costs."""
    await asyncio.gather(*(lane.lay_out() for lane in lanes))


@asynccontextmanager
async def opened(
    lanes: Sequence[Lane], urls: Sequence[str], pool_size: int
) -> AsyncIterator[list[Database]]:
    """The database of each lane, reached by its URL of `urls`."""
    async with AsyncExitStack() as stack:
        databases = []
        for lane, url in zip(lanes, urls, strict=True):
            settings = Settings(url, driver=lane.way.driver, pool_size=pool_size)
            databases.append(await stack.enter_async_context(lane.way.database.open(settings)))
        yield databases


@asynccontextmanager
async def _lane(server: Server, template: str, label: str, way: Way) -> AsyncIterator[Lane]:
    async with (
        fresh_database(server, database_name(template)) as url,
        connected(url) as sql,
    ):
        for table in ("projects", "tasks"):  # else it comes whenever it likes, to one of the lanes
            await sql.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
        yield Lane(label, way, url, sql, near=can_share(server))
