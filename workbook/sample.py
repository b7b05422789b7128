"""A database to work on: some projects, many tasks, the same for the same seed.

Nothing in it depends on the day it is made. Due dates lie around one fixed day or in the next
century, so that what is overdue does not change while a comparison runs.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, product
from typing import Any

import asyncpg

from shared.domain import NewTask
from workbook.phrases import NAMES, PLACES, THEMES, TITLES

DEFAULT_SEED = 4
DEFAULT_TASKS = 20_000
FEWEST_TASKS = 100
TASKS_PER_PROJECT = 100
FEWEST_PROJECTS = 32

TODAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
LONG_AGO = TODAY - timedelta(days=60)
SOME_DAY = datetime(2100, 1, 1, tzinfo=UTC)
HISTORY = timedelta(days=400)

# How often; a task is the likelier to be done the older it is.
DONE_WHEN_NEW, DONE_WHEN_OLD = 0.15, 0.9
IN_A_PROJECT = 0.92
ASSIGNED_IF_DONE, ASSIGNED_IF_OPEN = 0.9, 0.5
DUE, DUE_SOME_DAY = 0.55, 0.03
FROM_ELSEWHERE = 0.5
SKEW = -0.7
EDITED = 0.2


@dataclass(frozen=True, slots=True)
class StoredProject:
    """A project as the sample has it; its id is its position, from 1."""

    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoredTask:
    """A task as the sample has it, with its version; its id is its position, from 1."""

    new: NewTask
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Sample:
    """All rows, in the order of their ids."""

    projects: tuple[StoredProject, ...]
    tasks: tuple[StoredTask, ...]

    @classmethod
    def make(cls, tasks: int = DEFAULT_TASKS, seed: int = DEFAULT_SEED) -> Sample:
        """`tasks` tasks and a project for each hundred of them."""
        chance = random.Random(seed)  # to be repeatable, not to keep a secret
        projects = max(FEWEST_PROJECTS, tasks // TASKS_PER_PROJECT)
        return cls(tuple(_projects(chance, projects)), tuple(_tasks(chance, tasks, projects)))

    async def store(self, connection: asyncpg.Connection[Any]) -> None:
        """Write all rows into empty, freshly migrated tables, and have the planner know them."""
        await connection.copy_records_to_table(
            "projects",
            columns=["name", "created_at"],
            records=[(project.name, project.created_at) for project in self.projects],
        )
        await connection.copy_records_to_table(
            "tasks", columns=TASK_COLUMNS, records=[_record(task) for task in self.tasks]
        )
        await connection.execute("VACUUM ANALYZE projects, tasks")


TASK_COLUMNS = [
    *("title", "done", "project_id", "assignee", "due_at", "external_id"),
    *("version", "created_at"),
]


def _record(task: StoredTask) -> tuple[object, ...]:
    new = task.new
    given = (new.title, new.done, new.project_id, new.assignee, new.due_at, new.external_id)
    return *given, task.version, task.created_at


def _projects(chance: random.Random, number: int) -> Iterator[StoredProject]:
    names = [f"{theme} · {place}" for theme, place in product(THEMES, PLACES)]
    chance.shuffle(names)
    for position in range(number):
        lap, place_in_lap = divmod(position, len(names))
        name = names[place_in_lap] + (f" {lap + 1}" if lap else "")
        yield StoredProject(name, TODAY - HISTORY + timedelta(hours=position))


def _tasks(chance: random.Random, number: int, projects: int) -> Iterator[StoredTask]:
    # A few projects have most of the tasks, many have few, and the last one has none.
    weights = [rank**SKEW for rank in range(1, projects)]
    chance.shuffle(weights)
    belonging = chance.choices(range(1, projects), weights, k=number)
    external = count(1)
    for position, project_id in enumerate(belonging):
        age = 1 - position / number
        yield _task(chance, project_id, age, external)


def _task(
    chance: random.Random, project_id: int, age: float, external: Iterator[int]
) -> StoredTask:
    """One task, made on the minute, so that some share theirs; `age` goes from 1 to 0."""
    created_at = (TODAY - age * HISTORY).replace(second=0, microsecond=0)
    done = chance.random() < DONE_WHEN_NEW + age * (DONE_WHEN_OLD - DONE_WHEN_NEW)
    assigned = chance.random() < (ASSIGNED_IF_DONE if done else ASSIGNED_IF_OPEN)
    new = NewTask(
        f"{chance.choice(TITLES)} #{chance.randrange(1, 10_000)}",
        done=done,
        project_id=project_id if chance.random() < IN_A_PROJECT else None,
        assignee=chance.choice(NAMES) if assigned else None,
        due_at=_due_at(chance, created_at),
        external_id=f"ext:{next(external)}/ß" if chance.random() < FROM_ELSEWHERE else None,
    )
    return StoredTask(new, 1 + int(done) + int(chance.random() < EDITED), created_at)


def _due_at(chance: random.Random, created_at: datetime) -> datetime | None:
    if chance.random() > DUE:
        return None
    if chance.random() < DUE_SOME_DAY:
        return SOME_DAY + timedelta(days=chance.randrange(1_000))
    return created_at + timedelta(days=chance.randrange(1, 90), minutes=chance.randrange(1_440))
