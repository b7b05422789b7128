"""The contract of the four ways, told once: what every `Database` and `Repository` must do.

Read this file first. A variant under `variants/` says *how* its library does each of these things;
*what* is done, and what happens at the edges, stands only here, and each sentence has a test under
`tests/contract/`.

The work always has the same shape: open a `Database` once per process and event loop, open a block
for each unit of work, and talk to the `Repository` that the block gives:

    async with Database.open(settings) as database:
        async with database.transaction() as repository:
            task = await repository.add_task(NewTask("write the minutes"))

What holds for every method:

- Values are checked before anything is sent; one that the tables cannot hold unchanged raises
  InvalidInput, which names the field.
- Every error is a `RepositoryError` of `shared.errors`; cancellation and the caller's own
  exceptions pass unchanged.
- Where the order of a result matters it is stated, and it is total: no two runs may differ.
- What is read comes from Postgres, not from memory: a second read sees what others have committed
  since, as far as the isolation level lets it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol, Self, Unpack

from shared.domain import (
    ImportResult,
    Isolation,
    NewTask,
    PoolStatus,
    ProjectSummary,
    TaskChanges,
    TaskFilter,
)
from shared.settings import Settings

EVERY_TASK = TaskFilter()


class Task(Protocol):
    """A task as read: every way returns an object of its own kind, with these attributes.

    All of it is loaded: the attributes stay readable after the block is left, whether it committed
    or rolled back. Changes go through the repository; assigning to an attribute is not part of the
    contract. Whether an object that was read earlier shows a change made later in the same block is
    up to the way (an identity map does, a row does not).
    """

    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def done(self) -> bool: ...
    @property
    def project_id(self) -> int | None: ...
    @property
    def assignee(self) -> str | None: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def external_id(self) -> str | None: ...
    @property
    def version(self) -> int: ...
    @property
    def created_at(self) -> datetime: ...


class Project(Protocol):
    """A project as read, with all of its tasks by id. The same promises as for `Task` hold."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def tasks(self) -> Sequence[Task]: ...


class Database(Protocol):
    """Connections to one Postgres database, and the units of work on them."""

    @classmethod
    def open(cls, settings: Settings) -> AbstractAsyncContextManager[Self]:
        """Make the pool and prove that the server answers.

        Leaving the block closes every connection within `settings.close_timeout` seconds for each
        step of it, cutting those still in use; then this object raises Closed, as it does in
        another event loop. Raises Unavailable at once, with nothing left open, if the server does
        not answer (Misconfigured if its answer is that database, role or password is wrong, and the
        driver tells), and InvalidInput for a `settings.driver` that this way does not speak.
        """
        ...

    def transaction(
        self,
        *,
        isolation: Isolation | None = None,
        read_only: bool = False,
        statement_timeout: float | None = None,
    ) -> AbstractAsyncContextManager[Repository]:
        """One unit of work that happens as a whole or not at all.

        It is committed when the block is left cleanly and rolled back on any exception, which goes
        on unchanged. One connection is held throughout; PoolExhausted if none is free within
        `settings.acquire_timeout` seconds. `isolation` is the server's default if not given. In a
        `read_only` transaction a write raises ReadOnly. `statement_timeout`, in seconds, replaces
        that of the settings for this block and costs one more round trip.

        If a statement failed and its error was caught inside the block, but outside a savepoint,
        Postgres will not commit: leaving the block raises TransactionAborted. If the connection
        breaks after COMMIT was sent, the block raises OutcomeUnknown (ConnectionLost if it is
        `read_only`: nothing can be in doubt, and it may be tried again). Outside the block the
        repository raises Closed; used by two tasks at once, it raises ConcurrentUse to the later.
        So does the block, and writes nothing, if it is left while another task is in a call, or in
        a savepoint.

        Where the server does not answer at all, the connection is cut 0.3 s after the time limit
        for a statement, or after the caller's cancellation, and the block ends as if the connection
        had broken. After a cancelled call nothing more can be done in the block, and leaving it
        cleanly raises TransactionAborted.
        """
        ...

    def autocommit(self) -> AbstractAsyncContextManager[Repository]:
        """A block without a transaction: each statement commits by itself, a read costs one trip.

        A method that needs several statements to keep its promise (a bulk write, say) still happens
        as a whole: it makes a transaction of its own. While a stream is open any other call raises
        ConcurrentUse; after a cancelled call, or once the connection is lost, it raises
        ConnectionLost. If the connection breaks during a call that writes, the call raises
        OutcomeUnknown: it may be committed.
        """
        ...

    def pool_status(self) -> PoolStatus:
        """How many connections are open and in use now. Asks nothing of Postgres."""
        ...


class Repository(Protocol):
    """Everything that is done with tasks and projects."""

    # One task
    async def add_task(self, new: NewTask) -> Task:
        """Store a task and return it as stored, with id, version and created_at from Postgres.

        Raises MissingReference (project_id) and Duplicate (external_id).
        """
        ...

    async def get_task(self, task_id: int) -> Task:
        """The task with this id. Raises TaskNotFound."""
        ...

    async def edit_task(
        self, task_id: int, *, expected_version: int | None = None, **changes: Unpack[TaskChanges]
    ) -> Task:
        """Change the given fields and return the task as it is then.

        A field that is not given stays; one given as None is cleared. `version` rises by one if a
        value really changes; setting what is already there changes nothing, nor does giving no
        field, which only reads. Two callers that edit a task at the same time take turns, and
        neither loses a field the other has set. With `expected_version` the task must still have
        that version, whether or not anything would change.

        Raises TaskNotFound, StaleTask (nothing is written), MissingReference (project_id), and
        InvalidInput for a field that no task has.
        """
        ...

    async def delete_task(self, task_id: int) -> None:
        """Remove the task. Raises TaskNotFound, so also the second time."""
        ...

    # Many tasks
    async def get_tasks(self, task_ids: Sequence[int]) -> Sequence[Task]:
        """The tasks with these ids, by id, in one statement however many there are.

        Unknown ids are skipped, repeated ones count once. No ids: no tasks, and nothing is sent.
        """
        ...

    async def list_tasks(
        self, where: TaskFilter = EVERY_TASK, *, after: int | None = None, limit: int = 50
    ) -> Sequence[Task]:
        """One page of the matching tasks, by id: the first `limit` with an id above `after`.

        `limit` is 1 to 1,000. Going on from the last id of a page never repeats a task and never
        skips one that stays, whatever is inserted or deleted in between: keyset paging.
        """
        ...

    async def count_tasks(self, where: TaskFilter = EVERY_TASK) -> int:
        """How many tasks match, counted by Postgres."""
        ...

    def stream_tasks(self, where: TaskFilter = EVERY_TASK) -> AsyncIterator[Task]:
        """All matching tasks, by id, through a server-side cursor: memory does not grow with them.

        They are those of one moment, the first step. Stopping early is fine: in `autocommit()` the
        cursor is gone before the next call, in a transaction when that ends at the latest. Going on
        after the block was left raises Closed.
        """
        ...

    # Bulk: each happens as a whole or not at all, and with nothing to do sends nothing
    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        """Store the tasks and return their new ids in the order given: never a statement per task.

        Raises MissingReference (project_id) and Duplicate (external_id).
        """
        ...

    async def load_tasks(self, new: Iterable[NewTask]) -> int:
        """Store the tasks the fastest way there is and return how many; `new` is read once.

        Raises what `add_tasks` raises. An exception out of `new` itself goes on unchanged, and
        nothing is stored.
        """
        ...

    async def import_tasks(self, new: Sequence[NewTask]) -> ImportResult:
        """Insert or update by external_id, which every task must have, and say what happened.

        A known task gets all the given values, and a higher version, if any of them differs; its id
        and created_at survive. Importing the same again writes nothing. Raises MissingReference
        (project_id); InvalidInput if an external_id is missing or comes twice.
        """
        ...

    async def complete_tasks(self, where: TaskFilter) -> int:
        """Mark the matching open tasks as done, leave the others alone; return their number."""
        ...

    # Projects
    async def add_project(self, name: str) -> Project:
        """Store a project and return it, without tasks. Raises Duplicate (name)."""
        ...

    async def get_project(self, project_id: int) -> Project:
        """The project with this id and its tasks. Raises ProjectNotFound."""
        ...

    async def list_projects(
        self, *, after: int | None = None, limit: int = 50
    ) -> Sequence[Project]:
        """One page of projects by id, the empty ones too, each with its tasks; see `list_tasks`.

        The number of statements does not depend on how many projects or tasks there are.
        """
        ...

    async def delete_project(self, project_id: int) -> None:
        """Remove the project; its tasks stay and belong to none. Raises ProjectNotFound."""
        ...

    # Working at the same time
    async def claim_task(self, assignee: str) -> Task | None:
        """Give the oldest (lowest id) open task nobody has to `assignee`; None if there is none.

        However many workers ask at once, each task goes to one of them and none waits for another:
        a task that another transaction is claiming is passed over. A claim rolled back is no claim.
        """
        ...

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A part of the transaction that can fail alone: an exception undoes the block and goes on.

        What was done before stays, and the transaction can be used; a stream that began in the
        block raises Closed. Savepoints nest. In `autocommit()` this raises TransactionRequired;
        left while a call is under way in another task, it raises ConcurrentUse, and the call and
        the transaction are lost.
        """
        ...

    # Reports
    async def summarize_projects(self) -> Sequence[ProjectSummary]:
        """Figures of every project by id, the empty ones too; "overdue" is by Postgres's clock."""
        ...

    async def newest_tasks(self, per_project: int) -> Sequence[Task]:
        """The newest tasks (by created_at, then id) of each project, by project, newest first.

        At most `per_project` (1 to 1,000) of each; tasks that belong to no project are left out.
        """
        ...
