"""The process whose memory is measured: one way, one call; prints by how many bytes it grew."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from threading import Event, Thread
from typing import Self, cast

import psutil

from shared.domain import NewTask, TaskFilter
from shared.protocol import Database
from shared.settings import Driver, Settings
from workbook.ways import database_named

FEW = 100
EVERY = 0.002
SMALL_PROJECT, LARGE_PROJECT = 1, 2
"""With FEW tasks, and with as many as are streamed."""

Work = Callable[[Database], Awaitable[object]]


class Watched:
    """The resident set of this process: `before` the block, and its `peak` in it, in bytes."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._over = Event()
        self._watching = Thread(target=self._watch)
        self.before = self.peak = 0

    def __enter__(self) -> Self:
        gc.collect()
        self.before = self.peak = self._resident()
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watching.join()
        self.peak = max(self.peak, self._resident())

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            self.peak = max(self.peak, self._resident())

    def _resident(self) -> int:
        return int(self._process.memory_info().rss)


async def peak_of(database: Database, operation: str, rows: int) -> int:
    """By how many bytes the process grows during the call for so many rows."""
    await _work(operation, FEW, SMALL_PROJECT)(database)
    work = _work(operation, rows, LARGE_PROJECT)
    with Watched() as watched:
        await work(database)
    return watched.peak - watched.before


def _work(operation: str, rows: int, project_id: int) -> Work:
    works: Mapping[str, Callable[[], Work]] = {
        "stream_tasks": lambda: _streaming(project_id),
        "add_tasks": lambda: _adding(list(_new_tasks(rows))),
        "load_tasks": lambda: _loading(rows),
    }
    return works[operation]()


def _streaming(project_id: int) -> Work:
    async def work(database: Database) -> None:
        async with database.autocommit() as repository:
            async for _ in repository.stream_tasks(TaskFilter(project_id=project_id)):
                pass

    return work


def _adding(new: list[NewTask]) -> Work:
    async def work(database: Database) -> None:
        async with database.transaction() as repository:
            await repository.add_tasks(new)

    return work


def _loading(rows: int) -> Work:
    async def work(database: Database) -> None:
        async with database.transaction() as repository:
            await repository.load_tasks(_new_tasks(rows))

    return work


def _new_tasks(number: int) -> Iterator[NewTask]:
    return (NewTask(f"new {position}", assignee="nobody") for position in range(number))


async def _main(name: str, driver: str, operation: str, rows: str) -> None:
    url = sys.stdin.read()  # not an argument, which others can see: it may hold a password
    settings = Settings(url, driver=cast("Driver", driver), pool_size=1, statement_timeout=300.0)
    async with database_named(name).open(settings) as database:
        print(await peak_of(database, operation, int(rows)))


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
