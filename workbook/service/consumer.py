"""A consumer of the queue: takes one task after another, and sleeps until it is woken."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from shared.domain import TaskFilter
from shared.errors import OutcomeUnknown, RepositoryError, TaskNotFound
from shared.protocol import Database, Repository, Task
from shared.retry import in_transaction
from workbook.service.wakeups import Wakeups

logger = logging.getLogger(__name__)

Handle = Callable[[Task], Awaitable[None]]


@dataclass(slots=True)
class Consumer:
    """Hands every task to `handle`, and marks it as done after that: each is handled at least once.

    `name` is nobody else's: what is assigned to it and not done it had at hand when it last ended,
    or was given without hearing of it, and comes first. `poll` are the seconds after which it looks
    although nobody has told it. What `handle` raises ends it, and the task stays its own.
    """

    database: Database
    wakeups: Wakeups
    name: str
    poll: float
    in_doubt: bool = True
    """Whether there may be tasks of its own that it does not know of."""

    async def run(self, handle: Handle) -> None:
        """For ever. Raises what cannot be mended by waiting."""
        while True:
            self.wakeups.forget()
            try:
                await self._work_off(handle)
            except RepositoryError as error:
                if not (error.retryable or isinstance(error, OutcomeUnknown)):
                    raise
                self.in_doubt = True
                logger.warning("looks again within %s s: %s", self.poll, error)
            await self.wakeups.wait(self.poll)

    async def _work_off(self, handle: Handle) -> None:
        """Until there is nothing more to take."""
        while (task := await self._next()) is not None:
            await handle(task)
            with suppress(TaskNotFound):  # deleted meanwhile: nobody else will do it
                await self._finish(task.id)

    async def _next(self) -> Task | None:
        if self.in_doubt:
            task = await in_transaction(self.database, self._left_over, read_only=True)
            self.in_doubt = task is not None
            if task is not None:
                return task
        return await in_transaction(self.database, lambda it: it.claim_task(self.name))

    async def _left_over(self, repository: Repository) -> Task | None:
        tasks = await repository.list_tasks(TaskFilter(done=False, assignee=self.name), limit=1)
        return tasks[0] if tasks else None

    async def _finish(self, task_id: int) -> None:
        await in_transaction(self.database, lambda it: it.edit_task(task_id, done=True))
