"""Promises about values: a text is stored and found to the letter, a moment to the microsecond."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared.domain import NewTask, TaskFilter
from shared.protocol import Repository
from tests.contract.conftest import Sql

TEXTS = [
    "'; DROP TABLE tasks; --",
    """it's "quoted" `so` and $$so$$""",
    r"C:\new\table \\ \' \x00 \101",
    r"100% _under_ \% \_ 50%%",
    "$1 $2 %s %(title)s :title ?",
    "{0} {title} {{}}",
    "lines\r\nand\ttabs\x01\x7f",
    r"\N",
    r"\.",
    "NULL",
    '{"an","array",NULL}',
    "(a,row)",
    "  blanks around  ",
    "",
    "Zoë 🦉 \u202etfel ot thgir",
    "e\u0301 is not é",
]
"""Each of them means something to somebody on the way: to SQL, LIKE, COPY, a driver, a library."""

FIRST = datetime(1, 1, 1, microsecond=1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, 999_998, tzinfo=UTC)

Store = Callable[[Repository, str, datetime | None], Awaitable[object]]


def new_task(text: str, moment: datetime | None) -> NewTask:
    return NewTask(text, assignee=text, external_id=text, due_at=moment)


async def store_by_edit(repository: Repository, text: str, moment: datetime | None) -> object:
    task = await repository.add_task(NewTask("?", external_id=text))
    return await repository.edit_task(task.id, title=text, assignee=text, due_at=moment)


async def store_by_update(repository: Repository, text: str, moment: datetime | None) -> object:
    await repository.import_tasks([NewTask("?", external_id=text)])
    return await repository.import_tasks([new_task(text, moment)])


async def store_by_claim(repository: Repository, text: str, moment: datetime | None) -> object:
    await repository.add_task(NewTask(text, external_id=text, due_at=moment))
    return await repository.claim_task(text)


STORES: Mapping[str, Store] = {
    "add_task": lambda repository, *values: repository.add_task(new_task(*values)),
    "edit_task": store_by_edit,
    "add_tasks": lambda repository, *values: repository.add_tasks([new_task(*values)]),
    "load_tasks": lambda repository, *values: repository.load_tasks([new_task(*values)]),
    "import_tasks, new": lambda repository, *values: repository.import_tasks([new_task(*values)]),
    "import_tasks, known": store_by_update,
    "claim_task": store_by_claim,
}
"""Every way to store a text in title, assignee and external_id, and a moment in due_at."""


def moment_in(hours: float) -> datetime:
    """One and the same instant, told in a zone so many hours east of UTC."""
    instant = datetime(2030, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC)
    return instant.astimezone(timezone(timedelta(hours=hours)))


# Texts


@pytest.mark.parametrize("store", STORES)
async def test_a_text_is_stored_to_the_letter(autocommit: Repository, sql: Sql, store: str) -> None:
    """No text is code, a pattern, an escape or a placeholder, whichever method brings it in."""
    for text in TEXTS:
        await STORES[store](autocommit, text, None)
    rows = await sql.fetch("SELECT title, assignee, external_id FROM tasks ORDER BY id")
    assert [tuple(row) for row in rows] == [(text,) * 3 for text in TEXTS]


async def test_the_name_of_a_project_is_stored_to_the_letter(
    autocommit: Repository, sql: Sql
) -> None:
    """So it is with the name of a project."""
    for text in TEXTS:
        await autocommit.add_project(text)
    rows = await sql.fetch("SELECT name FROM projects ORDER BY id")
    assert [row["name"] for row in rows] == TEXTS


async def test_a_text_is_read_to_the_letter(repository: Repository, sql: Sql) -> None:
    """What plain SQL wrote is what the repository reads."""
    await sql.executemany(
        "INSERT INTO tasks (title, assignee, external_id) VALUES ($1, $1, $1)",
        [(text,) for text in TEXTS],
    )
    tasks = await repository.list_tasks()
    read = [(task.title, task.assignee, task.external_id) for task in tasks]
    assert read == [(text,) * 3 for text in TEXTS]


async def test_an_assignee_is_found_to_the_letter(repository: Repository, sql: Sql) -> None:
    """A filter finds the tasks of this assignee, in a list and in a count, and no other."""
    await sql.executemany(
        "INSERT INTO tasks (title, assignee) VALUES ('x', $1)", [(text,) for text in TEXTS]
    )
    for text in TEXTS:
        where = TaskFilter(assignee=text)
        assert [task.assignee for task in await repository.list_tasks(where)] == [text]
        assert await repository.count_tasks(where) == 1


async def test_a_part_of_a_title_is_found_to_the_letter(repository: Repository, sql: Sql) -> None:
    """A filter finds the titles that hold this text, in a list and in a count, and no other."""
    titles = [f"before {text} after" for text in TEXTS]
    await sql.executemany("INSERT INTO tasks (title) VALUES ($1)", [(title,) for title in titles])
    for text in TEXTS:
        where = TaskFilter(title_contains=text)
        expected = [title for title in titles if text.lower() in title.lower()]
        assert [task.title for task in await repository.list_tasks(where)] == expected
        assert await repository.count_tasks(where) == len(expected)


async def test_completing_by_a_hostile_filter_completes_what_it_says(
    autocommit: Repository, sql: Sql
) -> None:
    """In a write, too, a filter's text is nothing but a text."""
    await sql.executemany("INSERT INTO tasks (title) VALUES ($1)", [(text,) for text in TEXTS])
    assert await autocommit.complete_tasks(TaskFilter(title_contains=TEXTS[0])) == 1
    rows = await sql.fetch("SELECT title FROM tasks WHERE done")
    assert [row["title"] for row in rows] == TEXTS[:1]


# Moments


@pytest.fixture(params=["UTC0", "FAR-14", "WEST+12"])
def client_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The process's own time zone, as the environment variable TZ tells it."""
    zone: str = request.param
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        yield zone
    time.tzset()


@pytest.mark.parametrize("store", STORES)
async def test_a_moment_in_any_zone_is_stored_as_the_same_instant(
    autocommit: Repository, sql: Sql, store: str
) -> None:
    """What counts is when, to the microsecond, not where it was told."""
    zones = [0, 14, -12, 5.75]
    for hours in zones:
        await STORES[store](autocommit, f"{hours}", moment_in(hours))
    rows = await sql.fetch("SELECT to_char(due_at, 'YYYY-MM-DD HH24:MI:SS.US') FROM tasks")
    assert [row[0] for row in rows] == ["2030-01-02 03:04:05.678901"] * len(zones)


async def test_the_zone_of_the_process_does_not_matter(
    autocommit: Repository, sql: Sql, client_zone: str
) -> None:
    """Written and read where the clocks show something else, it is the same instant."""
    task = await autocommit.add_task(NewTask("x", due_at=moment_in(2)))
    stored = await sql.fetchval("SELECT to_char(due_at, 'YYYY-MM-DD HH24:MI:SS.US') FROM tasks")
    read = (await autocommit.get_task(task.id)).due_at
    assert (stored, read) == ("2030-01-02 03:04:05.678901", moment_in(0))


@pytest.mark.parametrize("hours", [0, 14, -12])
async def test_a_moment_in_any_zone_is_a_limit_to_the_microsecond(
    repository: Repository, sql: Sql, hours: float
) -> None:
    """`due_before` leaves out what is due at that instant and finds what is due just before."""
    await sql.executemany(
        "INSERT INTO tasks (title, due_at) VALUES ($1, $2)",
        [("before", moment_in(0) - timedelta(microseconds=1)), ("then", moment_in(0))],
    )
    tasks = await repository.list_tasks(TaskFilter(due_before=moment_in(hours)))
    assert [task.title for task in tasks] == ["before"]


@pytest.mark.parametrize("moment", [FIRST, LAST], ids=["first", "last"])
async def test_the_first_and_the_last_moment_of_a_datetime_can_be_stored(
    autocommit: Repository, sql: Sql, moment: datetime
) -> None:
    """From the year 1 to the year 9999 all can be stored but the two that drivers misread."""
    task = await autocommit.add_task(NewTask("x", due_at=moment))
    read = (await autocommit.get_task(task.id)).due_at
    assert (await sql.fetchval("SELECT due_at FROM tasks"), read) == (moment, moment)
