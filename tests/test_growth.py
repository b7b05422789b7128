"""What does not grow: one row, ten or a thousand take the same statements and round trips."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest

from shared.domain import NewTask, TaskFilter
from shared.protocol import Database, Repository
from shared.settings import Settings
from tests.contract.conftest import Sql
from workbook.operation import Scope
from workbook.ways import Way
from workbook.wire import Observer, observe

SIZES = (1, 10, 1_000)
CALLS = 2
NEVER = "never"


@dataclass(frozen=True)
class Growing:
    """`work` meets `size` rows, in a block of this scope; `number` makes each call another."""

    scope: Scope
    work: Callable[[Repository, Sequence[int], int, int], Awaitable[object]]


def new_tasks(size: int, number: int, title: str = "new") -> list[NewTask]:
    """Alike in which fields are given, so that no driver sees other types."""
    return [NewTask(title, external_id=f"{number}/{position}") for position in range(size)]


async def import_twice(repository: Repository, size: int, number: int) -> None:
    """New ones first, then the same ones changed."""
    await repository.import_tasks(new_tasks(size, number))
    await repository.import_tasks(new_tasks(size, number, "changed"))


GROWING = {
    "get_tasks": Growing("autocommit", lambda r, ids, size, _: r.get_tasks(ids[:size])),
    "list_tasks": Growing("autocommit", lambda r, _, size, __: r.list_tasks(limit=size)),
    "count_tasks": Growing("autocommit", lambda r, *_: r.count_tasks()),
    "add_tasks": Growing("transaction", lambda r, _, size, n: r.add_tasks(new_tasks(size, n))),
    "load_tasks": Growing("transaction", lambda r, _, size, n: r.load_tasks(new_tasks(size, n))),
    "import_tasks": Growing("transaction", lambda r, _, size, n: import_twice(r, size, n)),
    "complete_tasks": Growing("transaction", lambda r, *_: r.complete_tasks(TaskFilter())),
    "get_project": Growing("autocommit", lambda r, *_: r.get_project(1)),
    "list_projects": Growing("autocommit", lambda r, _, size, __: r.list_projects(limit=size)),
    "delete_project": Growing("transaction", lambda r, _, __, n: r.delete_project(1 + n)),
    "claim_task": Growing("transaction", lambda r, *_: r.claim_task("Ann")),
    "summarize_projects": Growing("autocommit", lambda r, *_: r.summarize_projects()),
    "newest_tasks": Growing("autocommit", lambda r, _, size, __: r.newest_tasks(size)),
}


async def fill(sql: Sql, size: int) -> list[int]:
    """So many projects, and so many tasks in each of the first two; the ids of the tasks."""
    await sql.execute("TRUNCATE tasks, projects RESTART IDENTITY")
    await sql.execute(
        "INSERT INTO projects (name) SELECT 'project ' || n FROM generate_series(1, $1::int) AS n",
        max(size, CALLS),
    )
    rows = await sql.fetch(
        "INSERT INTO tasks (title, project_id) SELECT 'task', p.id"
        " FROM projects AS p CROSS JOIN generate_series(1, $1::int) WHERE p.id <= 2 RETURNING id",
        size,
    )
    return [row["id"] for row in rows]


@pytest.fixture
async def observed(way: Way, database_url: str) -> AsyncIterator[tuple[Observer, Database]]:
    """The way, on one connection that is observed."""
    async with observe(database_url) as observer:
        settings = Settings(observer.url, driver=way.driver, pool_size=1)
        async with way.database.open(settings) as database:
            yield observer, database


@pytest.mark.parametrize("name", GROWING)
async def test_the_wire_does_not_grow_with_the_rows(
    name: str, observed: tuple[Observer, Database], sql: Sql
) -> None:
    """Measured on a connection that has done it once before, for each size."""
    observer, database = observed
    growing = GROWING[name]
    block = database.transaction if growing.scope == "transaction" else database.autocommit
    took = {}
    for size in SIZES:
        ids = await fill(sql, size)
        for number in range(CALLS):
            observer.restart()
            async with block() as repository:
                await growing.work(repository, ids, size, number)
        recording = observer.recording
        took[size] = len(recording.statements), recording.round_trips
    assert len(set(took.values())) == 1, took
