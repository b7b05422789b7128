"""What operations do where one call with plain arguments does not say it all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from shared.domain import NewTask, TaskFilter
from shared.errors import Duplicate
from shared.protocol import Project, Repository, Task
from workbook.operation import Work
from workbook.sample import LONG_AGO
from workbook.turn import Turn

FEW = 10


class Undo(Exception):
    """Raised to have something undone."""


def storing(new: NewTask) -> Work:
    """`add_task` of this one."""
    return lambda repository: repository.add_task(new)


def adding(new: Sequence[NewTask]) -> Work:
    """`add_tasks` of these."""
    return lambda repository: repository.add_tasks(new)


def loading(new: Iterable[NewTask]) -> Work:
    """`load_tasks` of these, from an iterator."""
    return lambda repository: repository.load_tasks(iter(new))


def importing(new: Sequence[NewTask]) -> Work:
    """`import_tasks` of these."""
    return lambda repository: repository.import_tasks(new)


def getting(task_ids: Sequence[int]) -> Work:
    """`get_tasks` of these."""
    return lambda repository: repository.get_tasks(task_ids)


def clearing(task_id: int) -> Work:
    """An edit that clears what `planned_task_id` promises to be set."""
    return lambda repository: repository.edit_task(task_id, due_at=None, project_id=None)


def setting_what_is_there(turn: Turn) -> Work:
    """An edit that changes nothing."""
    stored = turn.task.new
    return lambda repository: repository.edit_task(
        turn.task_id, title=stored.title, done=stored.done, assignee=stored.assignee
    )


async def stream(repository: Repository) -> list[Task]:
    """All open tasks that were due before that day, through a stream."""
    where = TaskFilter(done=False, due_before=LONG_AGO)
    return [task async for task in repository.stream_tasks(where)]


async def first_ten_of_stream(repository: Repository) -> list[Task]:
    """A stream that is left early."""
    tasks: list[Task] = []
    async for task in repository.stream_tasks():
        tasks.append(task)
        if len(tasks) == FEW:
            break
    return tasks


async def swallow(repository: Repository, turn: Turn) -> Project:
    """A failed statement that goes unnoticed, and one more."""
    with suppress(Duplicate):
        await repository.add_project(turn.project_name)
    return await repository.add_project("stored after the error")


async def undo_one_of_three(repository: Repository, turn: Turn) -> list[Task]:
    """Three tasks, the second of which is undone."""
    first, second, third = turn.new_tasks(3)
    tasks = [await repository.add_task(first)]
    with suppress(Undo):
        async with repository.savepoint():
            await repository.add_task(second)
            raise Undo
    return [*tasks, await repository.add_task(third)]


async def survive_a_duplicate(repository: Repository, turn: Turn) -> tuple[Task, int]:
    """A failed statement that a savepoint undoes, and one more."""
    task = await repository.add_task(turn.new_tasks(1)[0])
    with suppress(Duplicate):
        async with repository.savepoint():
            await repository.add_project(turn.project_name)
    return task, await repository.count_tasks(TaskFilter(project_id=turn.project_id))


async def savepoint_in_autocommit(repository: Repository) -> None:
    """A savepoint."""
    async with repository.savepoint():
        pass
