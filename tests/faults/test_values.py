"""T4: a moment without a zone is refused, whatever zone the process or the server is in."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.domain import NewTask, TaskFilter
from shared.errors import InvalidInput
from shared.protocol import Database, Repository
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import server_default
from workbook.wire import Observer

NAIVE: Any = datetime.fromisoformat("2030-06-01T12:00:00")
NOON = datetime(2030, 6, 1, 12, tzinfo=UTC)
ZONES = ["UTC", "Asia/Kolkata", "America/St_Johns"]

Call = Callable[[Repository, int], Awaitable[object]]

TAKES_A_MOMENT: Mapping[str, tuple[str, Call]] = {
    "add_task": ("due_at", lambda it, _: it.add_task(NewTask("x", due_at=NAIVE))),
    "add_tasks": ("due_at", lambda it, _: it.add_tasks([NewTask("x", due_at=NAIVE)])),
    "load_tasks": (
        "due_at",
        lambda it, _: it.load_tasks(NewTask("x", due_at=NAIVE) for _ in range(1)),
    ),
    "import_tasks": (
        "due_at",
        lambda it, _: it.import_tasks([NewTask("x", external_id="T-1", due_at=NAIVE)]),
    ),
    "edit_task": ("due_at", lambda it, task_id: it.edit_task(task_id, due_at=NAIVE)),
    "list_tasks": ("due_before", lambda it, _: it.list_tasks(TaskFilter(due_before=NAIVE))),
    "count_tasks": ("due_before", lambda it, _: it.count_tasks(TaskFilter(due_before=NAIVE))),
    "complete_tasks": ("due_before", lambda it, _: it.complete_tasks(TaskFilter(due_before=NAIVE))),
}
"""Every call that a moment can reach, with the field that it is given in."""


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The zone of this process, as the environment names it."""
    name: str = request.param
    with monkeypatch.context() as patch:
        patch.setenv("TZ", name)
        time.tzset()
        yield name
    time.tzset()


@pytest.mark.parametrize("call", TAKES_A_MOMENT)
async def test_t04_a_moment_without_zone_is_refused_before_anything_is_sent(
    database: Database, observer: Observer, sql: Sql, zone: str, call: str
) -> None:
    """The error names the field, and the block goes on to commit what else was done."""
    field, refused = TAKES_A_MOMENT[call]
    async with database.transaction() as repository:
        task = await repository.add_task(NewTask("kept"))
        observer.restart()
        with pytest.raises(InvalidInput) as caught:
            await refused(repository, task.id)
        sent = [text for text in observer.recording.texts if "COPY" not in text]
    assert (caught.value.field, sent) == (field, [])
    rows = await sql.fetch("SELECT title, due_at, done FROM tasks")
    assert [tuple(row) for row in rows] == [("kept", None, False)]


async def test_t04_a_moment_means_the_same_in_every_zone(
    open_database: Open, sql: Sql, zone: str
) -> None:
    """Neither the zone of the process nor the server's default moves what is stored or found."""
    async with server_default(sql, "timezone", zone), open_database() as database:
        async with database.transaction() as repository:
            task = await repository.add_task(NewTask("x", due_at=NOON))
            await repository.load_tasks([NewTask("y", due_at=NOON)])
            found = await repository.list_tasks(TaskFilter(due_before=NOON))
        assert (task.due_at, list(found)) == (NOON, [])
    assert await sql.fetchval("SELECT array_agg(due_at) FROM tasks") == [NOON, NOON]


@pytest.mark.parametrize("call", TAKES_A_MOMENT)
async def test_t04_a_moment_without_zone_is_refused_when_the_server_has_another_zone(
    open_database: Open, sql: Sql, call: str
) -> None:
    """No default of the server's makes up for the zone that the caller has left out."""
    field, refused = TAKES_A_MOMENT[call]
    async with server_default(sql, "timezone", ZONES[1]), open_database() as database:
        with pytest.raises(InvalidInput) as caught:
            async with database.transaction() as repository:
                await refused(repository, 1)
    assert caught.value.field == field
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0
