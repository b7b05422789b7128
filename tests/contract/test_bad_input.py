"""Promises about values: what the tables cannot hold is refused before anything is sent."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import partial
from typing import Any, TypeAlias

import pytest

from shared.domain import NewTask, TaskFilter
from shared.errors import InvalidInput, NotFound, StaleTask
from shared.protocol import Database, Repository
from tests.contract.conftest import Open, Sql
from workbook.wire import observe


class Nowhere(tzinfo):
    """A zone that does not know how far it is from UTC."""

    def utcoffset(self, _: datetime | None) -> None:
        return None

    dst = tzname = utcoffset


Bad: TypeAlias = dict[str, Any]
"""Values that do not fit, each by a word for what is wrong with it."""

NONE: Bad = {"None": None}
TEXTS: Bad = {
    "NUL": "nul\0",
    "lone surrogate": "half a pair \ud83d",
    "too long": "x" * 256,
    "too long by a blank": "x" * 255 + " ",
    "bytes": b"x",
    "number": 5,
}
PATTERNS: Bad = {name: TEXTS[name] for name in ("NUL", "lone surrogate", "bytes", "number")}
MOMENTS: Bad = {
    "naive": datetime(2030, 1, 2, tzinfo=UTC).replace(tzinfo=None),
    "zone without offset": datetime(2030, 1, 2, tzinfo=Nowhere()),
    "before the year 1 in UTC": datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    "after the year 9999 in UTC": datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
    "infinity to a driver": datetime.max.replace(tzinfo=UTC),
    "minus infinity to a driver": datetime.min.replace(tzinfo=UTC),
    "date": date(2030, 1, 2),
    "text": "2030-01-02T03:04:05Z",
    "number": 1_900_000_000,
}
IDS: Bad = {
    "beyond int64": 2**63,
    "below int64": -(2**63) - 1,
    "bool": True,
    "text": "5",
    "float": 1.5,
    "whole float": 1.0,
}
SEQUENCES: Bad = NONE | {"iterator": iter([1]), "number": 5, "text": "5"}
PAGES: Bad = IDS | NONE | {"zero": 0, "negative": -1, "too many": 1001}
FLAGS: Bad = {"number": 1, "text": "true"}
VERSIONS: Bad = IDS | {"beyond int32": 2**31, "below int32": -(2**31) - 1}
FILTERS: Bad = NONE | {"dict": {"done": True}, "NewTask": NewTask("x")}
TASKS: Bad = NONE | {"dict": {"title": "x"}, "text": "x", "TaskFilter": TaskFilter()}


async def first_of_stream(repository: Repository, where: TaskFilter) -> object:
    """Ask for a stream, and then for what comes first in it."""
    return await anext(repository.stream_tasks(where))


VALUES: list[tuple[Callable[..., object], str, Bad]] = [
    (NewTask, "title", TEXTS | NONE),
    (NewTask, "done", FLAGS | NONE),
    (NewTask, "project_id", IDS),
    (NewTask, "assignee", TEXTS),
    (NewTask, "due_at", MOMENTS),
    (NewTask, "external_id", TEXTS),
    (TaskFilter, "done", FLAGS),
    (TaskFilter, "project_id", IDS),
    (TaskFilter, "assignee", TEXTS),
    (TaskFilter, "title_contains", PATTERNS),
    (TaskFilter, "due_before", MOMENTS),
]

ARGUMENTS: Mapping[str, tuple[str, Callable[[Any, Any], Awaitable[object]], Bad]] = {
    "add_task, new": ("new", lambda r, bad: r.add_task(bad), TASKS),
    "add_task, new=": ("new", lambda r, bad: r.add_task(new=bad), TASKS),
    "get_task, task_id": ("task_id", lambda r, bad: r.get_task(bad), IDS | NONE),
    "get_task, task_id=": ("task_id", lambda r, bad: r.get_task(task_id=bad), IDS | NONE),
    "edit_task, task_id": ("task_id", lambda r, bad: r.edit_task(bad, title="y"), IDS | NONE),
    "edit_task, expected_version": (
        "expected_version",
        lambda r, bad: r.edit_task(1, expected_version=bad),
        VERSIONS,
    ),
    "edit_task, title": ("title", lambda r, bad: r.edit_task(1, title=bad), TEXTS | NONE),
    "edit_task, done": ("done", lambda r, bad: r.edit_task(1, done=bad), FLAGS | NONE),
    "edit_task, project_id": ("project_id", lambda r, bad: r.edit_task(1, project_id=bad), IDS),
    "edit_task, assignee": ("assignee", lambda r, bad: r.edit_task(1, assignee=bad), TEXTS),
    "edit_task, due_at": ("due_at", lambda r, bad: r.edit_task(1, due_at=bad), MOMENTS),
    "delete_task, task_id": ("task_id", lambda r, bad: r.delete_task(bad), IDS | NONE),
    "get_tasks, task_ids": ("task_ids[1]", lambda r, bad: r.get_tasks([1, bad]), IDS | NONE),
    "get_tasks, no sequence": ("task_ids", lambda r, bad: r.get_tasks(bad), SEQUENCES),
    "add_tasks, no sequence": ("new", lambda r, bad: r.add_tasks(bad), SEQUENCES),
    "import_tasks, no sequence": ("new", lambda r, bad: r.import_tasks(bad), SEQUENCES),
    "list_tasks, where": ("where", lambda r, bad: r.list_tasks(bad), FILTERS),
    "list_tasks, where=": ("where", lambda r, bad: r.list_tasks(where=bad), FILTERS),
    "list_tasks, after": ("after", lambda r, bad: r.list_tasks(after=bad), IDS),
    "list_tasks, limit": ("limit", lambda r, bad: r.list_tasks(limit=bad), PAGES),
    "count_tasks, where": ("where", lambda r, bad: r.count_tasks(bad), FILTERS),
    "stream_tasks, where": ("where", first_of_stream, FILTERS),
    "add_tasks, new": ("new[1]", lambda r, bad: r.add_tasks([NewTask("x"), bad]), TASKS),
    "import_tasks, new": (
        "new[1]",
        lambda r, bad: r.import_tasks([NewTask("x", external_id="1"), bad]),
        TASKS,
    ),
    "import_tasks, external_id": (
        "external_id",
        lambda r, bad: r.import_tasks([NewTask("x", external_id="1"), bad]),
        {"missing": NewTask("y"), "twice": NewTask("y", external_id="1")},
    ),
    "complete_tasks, where": ("where", lambda r, bad: r.complete_tasks(bad), FILTERS),
    "add_project, name": ("name", lambda r, bad: r.add_project(bad), TEXTS | NONE),
    "add_project, name=": ("name", lambda r, bad: r.add_project(name=bad), TEXTS | NONE),
    "get_project, project_id": ("project_id", lambda r, bad: r.get_project(bad), IDS | NONE),
    "list_projects, after": ("after", lambda r, bad: r.list_projects(after=bad), IDS),
    "list_projects, limit": ("limit", lambda r, bad: r.list_projects(limit=bad), PAGES),
    "delete_project, project_id": ("project_id", lambda r, bad: r.delete_project(bad), IDS | NONE),
    "claim_task, assignee": ("assignee", lambda r, bad: r.claim_task(bad), TEXTS | NONE),
    "claim_task, assignee=": ("assignee", lambda r, bad: r.claim_task(assignee=bad), TEXTS | NONE),
    "newest_tasks, per_project": ("per_project", lambda r, bad: r.newest_tasks(bad), PAGES),
}
"""Each argument of each method: the field to be named, the call, and what does not fit."""

FOREIGN_FIELDS: Mapping[str, Any] = {
    "titel": "x",
    "id": 1,
    "version": 1,
    "external_id": "x",
    "created_at": None,
    "name": "x",
    "after": 1,
    "limit": 1,
    "per_project": 1,
    "where": TaskFilter(),
    "new": NewTask("x"),
}
"""What `edit_task` cannot change; most of it would do as an argument of another method."""

OPTIONS: list[tuple[str, Any]] = [
    ("isolation", "SERIALIZABLE"),
    ("isolation", "no such level"),
    ("isolation", ["SERIALIZABLE"]),
    ("isolation", 3),
    ("read_only", "no"),
    ("read_only", None),
    ("read_only", 1),
    ("statement_timeout", 0),
    ("statement_timeout", -1),
    ("statement_timeout", 2**31),
    ("statement_timeout", math.inf),
    ("statement_timeout", math.nan),
    ("statement_timeout", True),
    ("statement_timeout", "5"),
]


async def answer(call: Callable[[], Awaitable[object]]) -> str | None:
    """The field that was refused and is named in the message; else what came instead, in words."""
    try:
        return f"accepted: {await call()!r}"
    except InvalidInput as error:
        return error.field if str(error.field) in str(error) else f"not named: {error}"
    except Exception as error:  # what else it may be is what a failing test shows
        return repr(error)


async def answers(repository: Repository, argument: str) -> dict[str, str | None]:
    """What came of each bad value for an argument."""
    _, call, bad = ARGUMENTS[argument]
    return {name: await answer(partial(call, repository, bad[name])) for name in bad}


def expected(argument: str) -> dict[str, str | None]:
    """What is promised for each bad value for an argument."""
    field, _, bad = ARGUMENTS[argument]
    return dict.fromkeys(bad, field)


# Refused


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        pytest.param(kind, field, bad[name], id=f"{kind.__name__}, {field}, {name}")
        for kind, field, bad in VALUES
        for name in bad
    ],
)
def test_a_value_refuses_what_the_tables_cannot_hold(
    kind: Callable[..., object], field: str, value: object
) -> None:
    """A NewTask or a TaskFilter that could not be sent cannot be made; the field is named."""
    others = {"title": "x"} if kind is NewTask else {}
    with pytest.raises(InvalidInput, match=field) as caught:
        kind(**{**others, field: value})
    assert caught.value.field == field


@pytest.mark.parametrize("argument", ARGUMENTS)
async def test_a_method_refuses_what_does_not_fit(database: Database, argument: str) -> None:
    """Each bad value is InvalidInput in both scopes, with the name of the argument or field."""
    async with database.transaction() as repository:
        assert await answers(repository, argument) == expected(argument)
    async with database.autocommit() as repository:
        assert await answers(repository, argument) == expected(argument)


@pytest.mark.parametrize("field", FOREIGN_FIELDS)
async def test_an_edit_refuses_a_field_that_no_task_has(repository: Repository, field: str) -> None:
    """Neither a slip of the pen, nor what only Postgres or an import may set, is ignored."""
    edit: Any = repository.edit_task
    assert await answer(lambda: edit(1, **{field: FOREIGN_FIELDS[field]})) == field


@pytest.mark.parametrize(("option", "value"), OPTIONS)
async def test_a_transaction_refuses_an_option_that_does_not_fit(
    database: Database, option: str, value: Any
) -> None:
    """The block is not entered, and the option is named."""

    async def enter() -> None:
        async with database.transaction(**{option: value}):
            pass

    assert await answer(enter) == option


async def test_a_load_refuses_what_is_no_task(database: Database, sql: Sql) -> None:
    """Found when the source gives it: what came before it is not kept either."""
    source: Any = iter([NewTask("x"), {"title": "y"}])
    with pytest.raises(InvalidInput):
        async with database.transaction() as repository:
            await repository.load_tasks(source)
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


@pytest.mark.parametrize("scope", ["transaction", "autocommit"])
async def test_a_refused_value_sends_nothing(
    open_database: Open, database_url: str, scope: str
) -> None:
    """Not a byte of any of these calls reaches the server."""
    async with (
        observe(database_url) as observer,
        open_database(url=observer.url) as database,
        getattr(database, scope)() as repository,
    ):
        await repository.count_tasks()
        observer.restart()
        for argument in ARGUMENTS:
            await answers(repository, argument)
        assert observer.recording.texts == []


async def test_a_transaction_goes_on_after_a_refused_value(database: Database, sql: Sql) -> None:
    """Nothing was sent, so nothing has failed: what is done before and after is committed."""
    async with database.transaction() as repository:
        await repository.add_task(NewTask("before"))
        for argument in ARGUMENTS:
            await answers(repository, argument)
        await repository.add_task(NewTask("after"))
    rows = await sql.fetch("SELECT title FROM tasks ORDER BY id")
    assert [row["title"] for row in rows] == ["before", "after"]


# Just within the limits


@pytest.mark.parametrize("task_id", [0, -1, 2**63 - 1, -(2**63)])
async def test_every_bigint_is_an_id_like_any_other(repository: Repository, task_id: int) -> None:
    """An id that fits the column is looked for, and not found."""
    with pytest.raises(NotFound):
        await repository.get_task(task_id)
    with pytest.raises(NotFound):
        await repository.get_project(task_id)
    assert list(await repository.get_tasks([task_id])) == []


@pytest.mark.parametrize("version", [0, -1, 2**31 - 1, -(2**31)])
async def test_every_integer_is_a_version_like_any_other(
    repository: Repository, version: int
) -> None:
    """A version that fits the column is compared, and is not the task's."""
    task = await repository.add_task(NewTask("x"))
    with pytest.raises(StaleTask):
        await repository.edit_task(task.id, expected_version=version, title="y")


@pytest.mark.parametrize("after", [0, -1, 2**63 - 1, -(2**63)])
async def test_every_bigint_is_a_place_to_go_on_from(repository: Repository, after: int) -> None:
    """A page may come after any id that fits the column, for tasks and for projects."""
    project = await repository.add_project("move")
    task = await repository.add_task(NewTask("x"))
    found = [item.id for item in await repository.list_tasks(after=after)]
    found += [item.id for item in await repository.list_projects(after=after)]
    assert found == [item for item in (task.id, project.id) if item > after]


@pytest.mark.parametrize(
    "text", ["x" * 255, " " * 255, "🦉" * 255, ""], ids=["letters", "blanks", "owls", "nothing"]
)
async def test_a_text_of_up_to_255_characters_is_stored_unchanged(
    autocommit: Repository, sql: Sql, text: str
) -> None:
    """Characters count, not bytes, and blanks at the end are characters."""
    await autocommit.add_task(NewTask(text, assignee=text, external_id=text))
    await autocommit.add_project(text)
    row = await sql.fetchrow("SELECT title, assignee, external_id, name FROM tasks, projects")
    assert tuple(row or ()) == (text,) * 4
