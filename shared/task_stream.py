"""What `stream_tasks` gives: tasks one by one, out of the batches that a way fetches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shared.errors import Closed
from shared.streams import Stream
from shared.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from shared.protocol import Task


class TaskStream:
    """The tasks of `stream_tasks`, one at a time. Dropping it early is fine: nothing stays open."""

    __slots__ = ("_batch", "_batches", "_begun", "_unit")

    def __init__(self, unit: UnitOfWork, batches: Stream) -> None:
        self._unit = unit
        self._batches = batches
        self._batch: Iterator[Task] = iter(())
        self._begun = False

    def __aiter__(self) -> TaskStream:
        return self

    async def __anext__(self) -> Task:
        if self._batches in self._unit.streams.undone:
            raise Closed("the savepoint in which this stream began was undone")
        self._unit.require_idle()
        for task in self._batch:
            return task
        await self._fetch()
        return await anext(self)

    async def _fetch(self) -> None:
        unit = self._unit
        await self._acquire()
        try:
            with unit.wait:
                self._batch = iter(await anext(self._batches))
        except StopAsyncIteration:
            unit.streams.forget(self._batches)
            raise
        except Exception as error:
            unit.streams.forget(self._batches)
            unit.raise_for(error)
        finally:
            unit.call_lock.release()

    async def _acquire(self) -> None:
        if self._begun:
            self._unit.resume()
            return
        await self._unit.enter()
        self._unit.streams.follow(self._batches)
        self._begun = True

    async def aclose(self) -> None:
        """Stop here and free the cursor at once. Raises ConcurrentUse, and what freeing raises."""
        if self._batches not in self._unit.streams.under_way:
            await self._batches.aclose()  # not begun, or at its end: nothing is asked
            return
        self._unit.call_lock.acquire()
        self._batch = iter(())
        try:
            self._unit.streams.forget(self._batches)
            with self._unit.wait:
                await self._batches.aclose()
        except Exception as error:
            self._unit.raise_for(error)
        finally:
            self._unit.call_lock.release()

    def __del__(self) -> None:
        self._unit.streams.drop(self._batches)
