"""Look for a free task, then take it.

Each worker looks for the oldest task that nobody has, and then writes its name into it. Those who
look at the same moment find the same task. In raw SQL and Core each of them takes it, and the work
is done twice. A version column, as the ORM has it here, makes an error of that: better, but now the
workers fail who come second. The look has to lock what it finds; with SKIP LOCKED the next worker
passes over it and takes the next one, without waiting.

The rows are workers who are at it together; each ends with the number of tasks that they have.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

import asyncpg
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlmodel import col
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm.mapping import Task
from variants.sqlmodel_orm.mapping import Task as TaskModel

SIZES = (1, 2)


async def wrong_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    free = "SELECT id FROM tasks WHERE NOT done AND assignee IS NULL ORDER BY id LIMIT 1"
    found = [await pool.fetchval(free) for _ in range(size)]
    for task_id in found:
        await pool.execute("UPDATE tasks SET assignee = 'Ann' WHERE id = $1", task_id)
    return len(set(found))


async def right_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    taken = set()
    take = """
        UPDATE tasks SET assignee = 'Ann' WHERE id = (
            SELECT id FROM tasks WHERE NOT done AND assignee IS NULL
            ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
        ) RETURNING id"""
    async with AsyncExitStack() as stack:
        for _ in range(size):
            worker = await stack.enter_async_context(pool.acquire())
            await stack.enter_async_context(worker.transaction())
            taken.add(await worker.fetchval(take))
    return len(taken)


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    free = select(tasks.c.id).where(~tasks.c.done, tasks.c.assignee.is_(None))
    oldest = free.order_by(tasks.c.id).limit(1)
    async with AsyncExitStack() as stack:
        workers = [await stack.enter_async_context(engine.connect()) for _ in range(size)]
        found = [await worker.scalar(oldest) for worker in workers]
        for worker, task_id in zip(workers, found, strict=True):
            taken = update(tasks).where(tasks.c.id == task_id).values(assignee="Ann")
            await worker.execute(taken)
            await worker.commit()
    return len(set(found))


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    free = select(tasks.c.id).where(~tasks.c.done, tasks.c.assignee.is_(None))
    oldest = free.order_by(tasks.c.id).limit(1).with_for_update(skip_locked=True)
    take = update(tasks).where(tasks.c.id == oldest.scalar_subquery()).values(assignee="Ann")
    taken = set()
    async with AsyncExitStack() as stack:
        for _ in range(size):
            worker = await stack.enter_async_context(engine.begin())
            taken.add(await worker.scalar(take.returning(tasks.c.id)))
    return len(taken)


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    free = select(Task).where(~Task.done, Task.assignee.is_(None))
    oldest = free.order_by(Task.id).limit(1)
    async with AsyncExitStack() as stack:
        workers = [await stack.enter_async_context(sessions()) for _ in range(size)]
        found = [(await worker.scalars(oldest)).one() for worker in workers]
        for worker, task in zip(workers, found, strict=True):
            task.assignee = "Ann"
            await worker.commit()
    return len({task.id for task in found})


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    free = select(Task).where(~Task.done, Task.assignee.is_(None))
    oldest = free.order_by(Task.id).limit(1).with_for_update(skip_locked=True)
    taken = set()
    async with AsyncExitStack() as stack:
        for _ in range(size):
            worker = await stack.enter_async_context(sessions.begin())
            task = (await worker.scalars(oldest)).one()
            task.assignee = "Ann"
            taken.add(task.id)
    return len(taken)


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    free = select_model(TaskModel).where(~col(TaskModel.done), col(TaskModel.assignee).is_(None))
    oldest = free.order_by(col(TaskModel.id)).limit(1)
    async with AsyncExitStack() as stack:
        workers = [await stack.enter_async_context(sessions()) for _ in range(size)]
        found = [(await worker.exec(oldest)).one() for worker in workers]
        for worker, task in zip(workers, found, strict=True):
            task.assignee = "Ann"
            await worker.commit()
    return len({task.id for task in found})


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    free = select_model(TaskModel).where(~col(TaskModel.done), col(TaskModel.assignee).is_(None))
    oldest = free.order_by(col(TaskModel.id)).limit(1).with_for_update(skip_locked=True)
    taken = set()
    async with AsyncExitStack() as stack:
        for _ in range(size):
            worker = await stack.enter_async_context(sessions.begin())
            task = (await worker.exec(oldest)).one()
            task.assignee = "Ann"
            taken.add(task.id)
    return len(taken)
