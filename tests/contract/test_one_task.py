"""What is promised about one task: add, get, edit, delete."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from shared.domain import NewTask, TaskChanges
from shared.errors import Duplicate, InvalidInput, MissingReference, StaleTask, TaskNotFound
from shared.protocol import Database, Repository, Task
from tests.contract.conftest import Scope, Sql
from tests.contract.obstacles import DEADLINE, until

FIELDS = tuple(name for name in vars(Task) if isinstance(vars(Task)[name], property))
PROJECT, OTHER_PROJECT, MISSING = 700_001, 700_002, 700_404
DUE = datetime(2031, 5, 4, 3, 2, 1, 987654, tzinfo=UTC)
NEPAL = timezone(timedelta(hours=5, minutes=45))
TEXTS = [
    "it's \"quoted\", $1 %s :name {x}; -- '",
    "\\N",
    "\\.",
    "back\\slash \\n \\x41 \\",
    "tab\t line\n return\r bell\x07 page\x0c",
    "Zoë Ζωή Зоя 佐恵 زوي ज़ोई",
    "👩🏽‍🚀 and \U0010fffd",
    "e\u0301 is not \u00e9",
    "  blanks at both ends  ",
    "🚀" * 255,
    "",
]


@pytest.fixture(autouse=True)
async def projects(clean_tables: None, sql: Sql) -> None:
    """Two projects to belong to."""
    statement = "INSERT INTO projects (id, name) VALUES ($1, 'one'), ($2, 'other')"
    await sql.execute(statement, PROJECT, OTHER_PROJECT)


async def stored(
    sql: Sql,
    title: str = "write the minutes",
    *,
    done: bool = False,
    project_id: int | None = PROJECT,
    assignee: str | None = "Zoë",
    due_at: datetime | None = DUE,
    external_id: str | None = None,
) -> asyncpg.Record:
    """The row of a task that plain SQL has stored, at version 7."""
    statement = """
        INSERT INTO tasks (title, done, project_id, assignee, due_at, external_id, version)
        VALUES ($1, $2, $3, $4, $5, $6, 7) RETURNING *"""
    values = (title, done, project_id, assignee, due_at, external_id)
    row: asyncpg.Record
    [row] = await sql.fetch(statement, *values)
    return row


async def row_of(sql: Sql, task_id: int) -> dict[str, Any]:
    """The row as it is now."""
    row = await sql.fetchrow("SELECT * FROM tasks WHERE id = $1", task_id)
    assert row is not None
    return dict(row)


async def row_version(sql: Sql, task_id: int) -> asyncpg.Record | None:
    """Where the row lies and who wrote it: both change with every write, of equal values too."""
    return await sql.fetchrow("SELECT ctid, xmin, tasks.* FROM tasks WHERE id = $1", task_id)


async def until_a_session_waits(sql: Sql) -> None:
    """Return once somebody in this database waits for a lock."""
    statement = """
        SELECT EXISTS (
            SELECT FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
        )"""

    async def waiting() -> bool:
        return bool(await sql.fetchval(statement))

    await until(waiting)


def values_of(task: Task) -> dict[str, Any]:
    """All that the view names."""
    return {field: getattr(task, field) for field in FIELDS}


def fields_of(changes: TaskChanges) -> str:
    """The id of a parametrized test."""
    return "+".join(changes)


# Add


async def test_an_added_task_is_stored_as_given(scope: Scope, sql: Sql) -> None:
    """What was given, in every field, is what plain SQL finds."""
    given = {"title": "a", "done": True, "project_id": PROJECT, "assignee": "b", "due_at": DUE}
    async with scope() as repository:
        task = await repository.add_task(
            NewTask("a", done=True, project_id=PROJECT, assignee="b", due_at=DUE, external_id="c")
        )
    row = await row_of(sql, task.id)
    assert row | given | {"external_id": "c", "version": 1} == row


async def test_a_task_of_a_title_alone_is_open_and_empty(scope: Scope, sql: Sql) -> None:
    """A field that was not given is stored as not done, or as NULL."""
    async with scope() as repository:
        task = await repository.add_task(NewTask("a"))
    row = await row_of(sql, task.id)
    assert row.pop("created_at") is not None
    assert row == dict.fromkeys(FIELDS[:-1]) | {
        "id": task.id,
        "title": "a",
        "done": False,
        "version": 1,
    }


async def test_adding_returns_the_task_as_stored(scope: Scope, sql: Sql) -> None:
    """Every field that is returned, those that Postgres decides among them, is as in the table."""
    async with scope() as repository:
        task = await repository.add_task(NewTask("a", assignee="b", due_at=DUE, external_id="c"))
    assert values_of(task) == await row_of(sql, task.id)


async def test_created_at_comes_from_postgres(database: Database) -> None:
    """The moment is that of the server's transaction, the same for all that happens in it."""
    async with database.transaction() as repository:
        one = await repository.add_task(NewTask("a"))
        other = await repository.add_task(NewTask("b"))
    assert one.created_at == other.created_at


async def test_each_added_task_has_an_id_of_its_own(scope: Scope, sql: Sql) -> None:
    """Equal tasks are stored as often as they are added."""
    async with scope() as repository:
        ids = [(await repository.add_task(NewTask("same"))).id for _ in range(3)]
    assert [row["id"] for row in await sql.fetch("SELECT id FROM tasks ORDER BY id")] == ids


async def test_adding_to_a_missing_project_raises_missing_reference(scope: Scope, sql: Sql) -> None:
    """The error names the field, and nothing is stored."""
    with pytest.raises(MissingReference) as caught:
        async with scope() as repository:
            await repository.add_task(NewTask("a", project_id=MISSING))
    assert caught.value.field == "project_id"
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


async def test_adding_a_known_external_id_raises_duplicate(scope: Scope, sql: Sql) -> None:
    """The error names the field, and the task that has it already stays as it is."""
    before = await stored(sql, external_id="known")
    with pytest.raises(Duplicate) as caught:
        async with scope() as repository:
            await repository.add_task(NewTask("b", external_id="known"))
    assert caught.value.field == "external_id"
    assert await sql.fetch("SELECT * FROM tasks") == [before]


async def test_tasks_without_an_external_id_are_no_duplicates(autocommit: Repository) -> None:
    """Any number of tasks may have none."""
    await autocommit.add_task(NewTask("a"))
    await autocommit.add_task(NewTask("b"))
    assert await autocommit.count_tasks() == 2


async def test_after_a_refused_task_autocommit_goes_on(autocommit: Repository, sql: Sql) -> None:
    """Each statement commits by itself, so one that failed takes nothing with it."""
    await autocommit.add_task(NewTask("first"))
    with pytest.raises(MissingReference):
        await autocommit.add_task(NewTask("refused", project_id=MISSING))
    await autocommit.add_task(NewTask("last"))
    titles = await sql.fetch("SELECT title FROM tasks ORDER BY id")
    assert [row["title"] for row in titles] == ["first", "last"]


async def test_texts_of_every_kind_are_added_unchanged(autocommit: Repository, sql: Sql) -> None:
    """Quotes, backslashes, control characters and all scripts arrive as they were given."""
    for text in TEXTS:
        await autocommit.add_task(NewTask(text, assignee=text, external_id=text))
    rows = await sql.fetch("SELECT title, assignee, external_id FROM tasks ORDER BY id")
    assert [tuple(row) for row in rows] == [(text,) * 3 for text in TEXTS]


async def test_a_due_date_of_any_zone_is_stored_as_the_same_moment(
    autocommit: Repository, sql: Sql
) -> None:
    """The zone is only a way of writing; the moment counts, to the microsecond."""
    task = await autocommit.add_task(NewTask("a", due_at=DUE.astimezone(NEPAL)))
    assert (await row_of(sql, task.id))["due_at"] == DUE


@pytest.mark.parametrize(
    "moment",
    [datetime.min.replace(microsecond=1, tzinfo=UTC), datetime.max.replace(year=9998, tzinfo=UTC)],
    ids=["early", "late"],
)
async def test_a_due_date_close_to_the_ends_of_time_is_stored_as_given(
    autocommit: Repository, sql: Sql, moment: datetime
) -> None:
    """A moment near the end of what Python can say is a moment like others, not infinity."""
    task = await autocommit.add_task(NewTask("a", due_at=moment))
    text = await sql.fetchval(
        "SELECT to_char(due_at, 'YYYY-MM-DD\"T\"HH24:MI:SS.US+00:00') FROM tasks"
    )
    assert text == moment.isoformat(timespec="microseconds")
    assert (await autocommit.get_task(task.id)).due_at == moment


# Get


async def test_getting_a_task_reads_every_field(scope: Scope, sql: Sql) -> None:
    """What plain SQL has stored is what is read."""
    row = await stored(sql, done=True, external_id="c")
    async with scope() as repository:
        task = await repository.get_task(row["id"])
    assert values_of(task) == dict(row)


async def test_empty_fields_are_read_as_none(scope: Scope, sql: Sql) -> None:
    """NULL is None, in every field that may be NULL."""
    row = await stored(sql, project_id=None, assignee=None, due_at=None)
    async with scope() as repository:
        task = await repository.get_task(row["id"])
    assert [task.project_id, task.assignee, task.due_at, task.external_id] == [None] * 4


async def test_getting_one_task_is_not_confused_by_its_neighbours(
    autocommit: Repository, sql: Sql
) -> None:
    """The id decides, wherever the row lies."""
    ids = [(await stored(sql, title))["id"] for title in ("before", "wanted", "after")]
    assert (await autocommit.get_task(ids[1])).title == "wanted"


async def test_texts_of_every_kind_are_read_unchanged(autocommit: Repository, sql: Sql) -> None:
    """What SQL has stored arrives as it is."""
    ids = [(await stored(sql, text, assignee=text))["id"] for text in TEXTS]
    tasks = [await autocommit.get_task(task_id) for task_id in ids]
    assert [(task.title, task.assignee) for task in tasks] == [(text, text) for text in TEXTS]


@pytest.mark.parametrize("method", ["add_task", "get_task", "edit_task"])
async def test_attributes_have_the_types_of_the_view(scope: Scope, sql: Sql, method: str) -> None:
    """Plain int, str, bool and datetime, the last with a zone."""
    row = await stored(sql, external_id="c")
    new = NewTask("a", project_id=PROJECT, assignee="b", due_at=DUE, external_id="d")
    async with scope() as repository:
        task = await getattr(repository, method)(new if method == "add_task" else row["id"])
    types = [int, str, bool, int, str, datetime, str, int, datetime]
    assert [type(value) for value in values_of(task).values()] == types
    assert task.due_at.utcoffset() == task.created_at.utcoffset() == timedelta(0)


async def test_getting_an_unknown_task_raises_task_not_found(scope: Scope, sql: Sql) -> None:
    """An id that no row has is an error, never None."""
    row = await stored(sql)
    with pytest.raises(TaskNotFound):
        async with scope() as repository:
            await repository.get_task(row["id"] + 1)


@pytest.mark.parametrize("task_id", [-(2**63), -1, 0, 2**63 - 1])
async def test_an_id_at_the_edge_of_bigint_is_merely_unknown(
    autocommit: Repository, task_id: int
) -> None:
    """Whatever a bigint can hold may be asked for."""
    with pytest.raises(TaskNotFound):
        await autocommit.get_task(task_id)


async def test_an_unknown_task_does_not_spoil_the_transaction(database: Database, sql: Sql) -> None:
    """Nothing has failed in Postgres when nothing was found: the rest commits."""
    async with database.transaction() as repository:
        for method in (repository.get_task, repository.edit_task, repository.delete_task):
            with pytest.raises(TaskNotFound):
                await method(404)
        task = await repository.add_task(NewTask("a"))
    assert await row_of(sql, task.id)


async def test_getting_again_sees_what_others_have_committed(scope: Scope, sql: Sql) -> None:
    """A read is answered by Postgres, not by what was read before."""
    row = await stored(sql)
    async with scope() as repository:
        before = await repository.get_task(row["id"])
        assert before.title == row["title"]
        await sql.execute("UPDATE tasks SET title = 'new', version = 8")
        after = await repository.get_task(row["id"])
    assert (after.title, after.version) == ("new", 8)


async def test_a_task_that_others_have_deleted_is_not_found(scope: Scope, sql: Sql) -> None:
    """Having read a task before does not keep it alive."""
    row = await stored(sql)
    async with scope() as repository:
        before = await repository.get_task(row["id"])
        await sql.execute("DELETE FROM tasks")
        with pytest.raises(TaskNotFound):
            await repository.get_task(before.id)


@pytest.mark.parametrize("method", ["add_task", "get_task", "edit_task"])
async def test_a_task_stays_readable_after_the_block(scope: Scope, sql: Sql, method: str) -> None:
    """All of it is loaded: no attribute asks Postgres again."""
    row = await stored(sql)
    async with scope() as repository:
        argument = NewTask("write the minutes") if method == "add_task" else row["id"]
        task = await getattr(repository, method)(argument)
    assert values_of(task)["title"] == "write the minutes"


@pytest.mark.parametrize("method", ["add_task", "get_task", "edit_task"])
async def test_a_task_stays_readable_after_a_rollback(
    database: Database, sql: Sql, method: str
) -> None:
    """A rollback undoes the rows, not what the caller holds."""
    row = await stored(sql)
    with suppress(ZeroDivisionError):
        async with database.transaction() as repository:
            argument = NewTask("write the minutes") if method == "add_task" else row["id"]
            task = await getattr(repository, method)(argument)
            raise ZeroDivisionError
    assert values_of(task)["title"] == "write the minutes"


# Edit, which values

CHANGES = [
    TaskChanges(title="another"),
    TaskChanges(done=True),
    TaskChanges(project_id=OTHER_PROJECT),
    TaskChanges(assignee="Ben"),
    TaskChanges(due_at=DUE + timedelta(microseconds=1)),
]
ALL_CHANGES = TaskChanges(title="b", done=True, project_id=None, assignee="Ben", due_at=None)


@pytest.mark.parametrize("changes", CHANGES, ids=fields_of)
async def test_an_edit_changes_the_given_field_only(
    scope: Scope, sql: Sql, changes: TaskChanges
) -> None:
    """A field that is not given stays, and so does everything that cannot be edited."""
    before = await stored(sql, external_id="c")
    async with scope() as repository:
        await repository.edit_task(before["id"], **changes)
    assert await row_of(sql, before["id"]) == dict(before) | changes | {"version": 8}


async def test_an_edit_changes_all_the_given_fields(scope: Scope, sql: Sql) -> None:
    """Several fields are set by one call."""
    before = await stored(sql, external_id="c")
    async with scope() as repository:
        await repository.edit_task(before["id"], **ALL_CHANGES)
    assert await row_of(sql, before["id"]) == dict(before) | ALL_CHANGES | {"version": 8}


@pytest.mark.parametrize(
    "changes",
    [TaskChanges(project_id=None), TaskChanges(assignee=None), TaskChanges(due_at=None)],
    ids=fields_of,
)
async def test_an_edit_to_none_clears_the_field_and_no_other(
    scope: Scope, sql: Sql, changes: TaskChanges
) -> None:
    """None is a value to be stored, not a field left out."""
    before = await stored(sql)
    async with scope() as repository:
        await repository.edit_task(before["id"], **changes)
    assert await row_of(sql, before["id"]) == dict(before) | changes | {"version": 8}


@pytest.mark.parametrize(
    "changes",
    [TaskChanges(title=""), TaskChanges(done=False), TaskChanges(assignee="")],
    ids=fields_of,
)
async def test_an_edit_to_an_empty_or_false_value_is_made(
    scope: Scope, sql: Sql, changes: TaskChanges
) -> None:
    """What Python takes for false is a value like others."""
    before = await stored(sql, done=True)
    async with scope() as repository:
        await repository.edit_task(before["id"], **changes)
    assert await row_of(sql, before["id"]) == dict(before) | changes | {"version": 8}


async def test_an_edit_sets_a_field_that_was_empty(scope: Scope, sql: Sql) -> None:
    """NULL differs from every value."""
    before = await stored(sql, project_id=None, assignee=None, due_at=None)
    changes = TaskChanges(project_id=PROJECT, assignee="Ben", due_at=DUE)
    async with scope() as repository:
        await repository.edit_task(before["id"], **changes)
    assert await row_of(sql, before["id"]) == dict(before) | changes | {"version": 8}


async def test_an_edit_returns_the_task_as_it_is_then(scope: Scope, sql: Sql) -> None:
    """Old and new values, the new version among them, as in the table."""
    before = await stored(sql, external_id="c")
    async with scope() as repository:
        task = await repository.edit_task(before["id"], title="b", due_at=None)
    assert values_of(task) == await row_of(sql, before["id"])


async def test_an_edit_leaves_other_tasks_alone(scope: Scope, sql: Sql) -> None:
    """Only the row with this id is written, though others look the same."""
    ids = [(await stored(sql))["id"] for _ in range(3)]
    before = [await row_version(sql, ids[0]), await row_version(sql, ids[2])]
    async with scope() as repository:
        await repository.edit_task(ids[1], title="b", done=True)
    assert [await row_version(sql, ids[0]), await row_version(sql, ids[2])] == before


async def test_texts_of_every_kind_are_edited_in_unchanged(
    autocommit: Repository, sql: Sql
) -> None:
    """An edit stores a text as it was given."""
    for text in TEXTS:
        row = await stored(sql, "a", assignee="b")
        await autocommit.edit_task(row["id"], title=text, assignee=text)
    rows = await sql.fetch("SELECT title, assignee FROM tasks ORDER BY id")
    assert [tuple(row) for row in rows] == [(text, text) for text in TEXTS]


def mistaken(field: str, value: object) -> dict[str, Any]:
    """Changes that a type checker would refuse."""
    return {field: value}


@pytest.mark.parametrize("field", ["title", "done"])
async def test_a_field_that_every_task_has_cannot_be_cleared(
    autocommit: Repository, sql: Sql, field: str
) -> None:
    """None is refused by name where the table has no NULL, and nothing is written."""
    row = await stored(sql)
    before = await row_version(sql, row["id"])
    with pytest.raises(InvalidInput) as caught:
        await autocommit.edit_task(row["id"], **mistaken(field, None))
    assert caught.value.field == field
    assert await row_version(sql, row["id"]) == before


@pytest.mark.parametrize("field", ["titel", "id", "version", "created_at", "external_id"])
async def test_an_edit_of_a_field_that_cannot_be_edited_is_refused(
    scope: Scope, sql: Sql, field: str
) -> None:
    """An unknown field, or one that is not the caller's to set, is named; nothing is written."""
    row = await stored(sql)
    before = await row_version(sql, row["id"])
    with pytest.raises(InvalidInput) as caught:
        async with scope() as repository:
            await repository.edit_task(row["id"], **mistaken(field, 5) | {"title": "b"})
    assert caught.value.field == field
    assert await row_version(sql, row["id"]) == before


async def test_an_edit_to_a_missing_project_writes_nothing(scope: Scope, sql: Sql) -> None:
    """MissingReference names the field; the other fields of the call are not written either."""
    row = await stored(sql)
    before = await row_version(sql, row["id"])
    with pytest.raises(MissingReference) as caught:
        async with scope() as repository:
            await repository.edit_task(row["id"], title="b", project_id=MISSING)
    assert caught.value.field == "project_id"
    assert await row_version(sql, row["id"]) == before


@pytest.mark.parametrize("changes", [TaskChanges(), ALL_CHANGES], ids=["no field", "all fields"])
@pytest.mark.parametrize("expected_version", [None, 1])
async def test_editing_an_unknown_task_raises_task_not_found(
    scope: Scope, sql: Sql, changes: TaskChanges, expected_version: int | None
) -> None:
    """With or without fields, with or without a version: what is not there cannot be edited."""
    row = await stored(sql)
    unknown = row["id"] + 1
    with pytest.raises(TaskNotFound):
        async with scope() as repository:
            await repository.edit_task(unknown, expected_version=expected_version, **changes)
    assert await sql.fetch("SELECT * FROM tasks") == [row]


# Edit, the version


@pytest.mark.parametrize(
    "changes",
    [
        TaskChanges(title="write the minutes"),
        TaskChanges(done=False),
        TaskChanges(project_id=PROJECT),
        TaskChanges(assignee="Zoë"),
        TaskChanges(due_at=DUE),
        TaskChanges(due_at=DUE.astimezone(NEPAL), title="write the minutes"),
    ],
    ids=fields_of,
)
async def test_setting_what_is_there_already_writes_nothing(
    scope: Scope, sql: Sql, changes: TaskChanges
) -> None:
    """The row is not written again, so its version stays; the task is returned all the same."""
    row = await stored(sql)
    before = await row_version(sql, row["id"])
    async with scope() as repository:
        task = await repository.edit_task(row["id"], **changes)
    assert values_of(task) == dict(row)
    assert await row_version(sql, row["id"]) == before


async def test_a_moment_that_equals_no_other_in_python_is_edited_once(
    scope: Scope, sql: Sql
) -> None:
    """In the hour that a clock shows twice, Python calls equal moments of two zones different."""
    twice = datetime(2025, 10, 26, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    row = await stored(sql, due_at=twice)
    assert row["due_at"].timestamp() == twice.timestamp()
    async with asyncio.timeout(DEADLINE), scope() as repository:
        task = await repository.edit_task(row["id"], due_at=twice)
    assert values_of(task) == dict(row)


async def test_clearing_what_is_empty_writes_nothing(scope: Scope, sql: Sql) -> None:
    """NULL does not differ from NULL."""
    row = await stored(sql, project_id=None, assignee=None, due_at=None)
    before = await row_version(sql, row["id"])
    async with scope() as repository:
        await repository.edit_task(row["id"], project_id=None, assignee=None, due_at=None)
    assert await row_version(sql, row["id"]) == before


async def test_an_edit_of_no_field_changes_nothing(scope: Scope, sql: Sql) -> None:
    """It only returns the task."""
    row = await stored(sql)
    before = await row_version(sql, row["id"])
    async with scope() as repository:
        task = await repository.edit_task(row["id"])
    assert values_of(task) == dict(row)
    assert await row_version(sql, row["id"]) == before


async def test_one_differing_field_among_equal_ones_is_one_change(scope: Scope, sql: Sql) -> None:
    """The version rises if anything differs, by one, however much does not."""
    row = await stored(sql)
    async with scope() as repository:
        await repository.edit_task(row["id"], title=row["title"], done=False, assignee="Ben")
    assert await row_of(sql, row["id"]) == dict(row) | {"assignee": "Ben", "version": 8}


async def test_each_edit_that_changes_something_raises_the_version(scope: Scope, sql: Sql) -> None:
    """Two edits in one block are two changes, also where the second undoes the first."""
    row = await stored(sql)
    async with scope() as repository:
        await repository.edit_task(row["id"], title="b")
        await repository.edit_task(row["id"], title="b")
        await repository.edit_task(row["id"], title=row["title"])
    assert await row_of(sql, row["id"]) == dict(row) | {"version": 9}


async def test_an_edit_with_the_version_it_expects_is_made(scope: Scope, sql: Sql) -> None:
    """The version that holds lets the edit through, and rises."""
    row = await stored(sql)
    async with scope() as repository:
        task = await repository.edit_task(row["id"], expected_version=7, title="b")
    assert task.version == 8
    assert await row_of(sql, row["id"]) == dict(row) | {"title": "b", "version": 8}


async def test_the_version_that_an_edit_returns_is_good_for_the_next(
    scope: Scope, sql: Sql
) -> None:
    """Read, edit, edit again: nobody else came in between, so nothing is stale."""
    row = await stored(sql)
    async with scope() as repository:
        task = await repository.edit_task(row["id"], expected_version=7, title="b")
        await repository.edit_task(row["id"], expected_version=task.version, title="c")
    assert await row_of(sql, row["id"]) == dict(row) | {"title": "c", "version": 9}


@pytest.mark.parametrize("expected_version", [-1, 0, 1, 6, 8])
async def test_an_edit_that_expects_another_version_is_stale(
    scope: Scope, sql: Sql, expected_version: int
) -> None:
    """Older, newer or impossible: whatever is not the task's version writes nothing."""
    row = await stored(sql)
    before = await row_version(sql, row["id"])
    with pytest.raises(StaleTask):
        async with scope() as repository:
            await repository.edit_task(row["id"], expected_version=expected_version, **ALL_CHANGES)
    assert await row_version(sql, row["id"]) == before


@pytest.mark.parametrize(
    "changes", [TaskChanges(), TaskChanges(done=False)], ids=["no field", "no difference"]
)
async def test_a_stale_edit_is_refused_though_nothing_would_change(
    scope: Scope, sql: Sql, changes: TaskChanges
) -> None:
    """`expected_version` is checked whether or not something would be written."""
    row = await stored(sql)
    with pytest.raises(StaleTask):
        async with scope() as repository:
            await repository.edit_task(row["id"], expected_version=6, **changes)


async def test_an_expected_version_that_holds_does_not_make_a_change(
    scope: Scope, sql: Sql
) -> None:
    """Setting what is there already, with the right version, writes nothing."""
    row = await stored(sql)
    before = await row_version(sql, row["id"])
    async with scope() as repository:
        await repository.edit_task(row["id"], expected_version=7, done=False)
        await repository.edit_task(row["id"], expected_version=7)
    assert await row_version(sql, row["id"]) == before


async def test_a_stale_edit_does_not_spoil_the_transaction(database: Database, sql: Sql) -> None:
    """Nothing has failed in Postgres: the usual answer is to read the task and try once more."""
    row = await stored(sql)
    async with database.transaction() as repository:
        with pytest.raises(StaleTask):
            await repository.edit_task(row["id"], expected_version=6, title="b")
        task = await repository.get_task(row["id"])
        await repository.edit_task(row["id"], expected_version=task.version, title="c")
    assert await row_of(sql, row["id"]) == dict(row) | {"title": "c", "version": 8}


# Edit, among others


async def test_an_edit_keeps_what_others_have_changed_since_the_task_was_read(
    scope: Scope, sql: Sql
) -> None:
    """What was read before is not written back, and the version goes on from the newest."""
    row = await stored(sql)
    async with scope() as repository:
        read = await repository.get_task(row["id"])
        assert read.assignee == "Zoë"
        await sql.execute("UPDATE tasks SET assignee = 'Ben', version = 20")
        task = await repository.edit_task(row["id"], title="b")
        assert (task.title, task.assignee, task.version) == ("b", "Ben", 21)
    expected = dict(row) | {"title": "b", "assignee": "Ben", "version": 21}
    assert await row_of(sql, row["id"]) == expected


async def test_an_edit_back_to_what_was_read_undoes_the_change_of_others(
    scope: Scope, sql: Sql
) -> None:
    """What differs is judged by the row, not by what this block has read before."""
    row = await stored(sql)
    async with scope() as repository:
        read = await repository.get_task(row["id"])
        await sql.execute("UPDATE tasks SET title = 'theirs', version = 8")
        await repository.edit_task(row["id"], title=read.title)
    assert (await row_of(sql, row["id"]))["title"] == "write the minutes"


async def test_an_edit_expects_the_version_in_postgres_not_the_one_read_before(
    scope: Scope, sql: Sql
) -> None:
    """A task that others have changed since it was read is stale in the same block too."""
    row = await stored(sql)
    async with scope() as repository:
        task = await repository.get_task(row["id"])
        await sql.execute("UPDATE tasks SET assignee = 'Ben', version = 8")
        with pytest.raises(StaleTask):
            await repository.edit_task(row["id"], expected_version=task.version, title="b")
    expected = dict(row) | {"assignee": "Ben", "version": 8}
    assert await row_of(sql, row["id"]) == expected


async def test_two_edits_at_the_same_time_keep_both_fields(
    database: Database, scope: Scope, sql: Sql
) -> None:
    """The second waits for the first to commit, then changes its own field and no other."""
    row = await stored(sql)

    async def edit_too() -> None:
        async with scope() as second:
            task = await second.edit_task(row["id"], assignee="Ben")
            assert (task.title, task.assignee, task.version) == ("b", "Ben", 9)

    async with asyncio.TaskGroup() as group, database.transaction() as first:
        await first.edit_task(row["id"], title="b")
        group.create_task(edit_too())
        await until_a_session_waits(sql)
    expected = dict(row) | {"title": "b", "assignee": "Ben", "version": 9}
    assert await row_of(sql, row["id"]) == expected


async def test_of_two_edits_that_expect_the_same_version_the_second_is_stale(
    database: Database, scope: Scope, sql: Sql
) -> None:
    """It waits for the first and finds that its version is gone."""
    row = await stored(sql)

    async def edit_too() -> None:
        with pytest.raises(StaleTask):
            async with scope() as second:
                await second.edit_task(row["id"], expected_version=7, assignee="Ben")

    async with asyncio.TaskGroup() as group, database.transaction() as first:
        await first.edit_task(row["id"], expected_version=7, title="b")
        group.create_task(edit_too())
        await until_a_session_waits(sql)
    assert await row_of(sql, row["id"]) == dict(row) | {"title": "b", "version": 8}


async def test_of_two_edits_to_the_same_value_the_second_changes_nothing(
    database: Database, scope: Scope, sql: Sql
) -> None:
    """Whether a value really changes is decided after the wait, by what is there then."""
    row = await stored(sql)

    async def edit_too() -> None:
        async with scope() as second:
            await second.edit_task(row["id"], assignee="Ben")

    async with asyncio.TaskGroup() as group, database.transaction() as first:
        await first.edit_task(row["id"], assignee="Ben")
        group.create_task(edit_too())
        await until_a_session_waits(sql)
    assert await row_of(sql, row["id"]) == dict(row) | {"assignee": "Ben", "version": 8}


async def test_an_edit_that_was_rolled_back_leaves_no_trace_for_the_next(
    database: Database, scope: Scope, sql: Sql
) -> None:
    """The second edit waits, then finds the task as it was before the first."""
    row = await stored(sql)

    async def edit_too() -> None:
        async with scope() as second:
            await second.edit_task(row["id"], expected_version=7, assignee="Ben")

    async with asyncio.TaskGroup() as group:
        with suppress(ZeroDivisionError):
            async with database.transaction() as first:
                await first.edit_task(row["id"], title="b")
                group.create_task(edit_too())
                await until_a_session_waits(sql)
                raise ZeroDivisionError
    assert await row_of(sql, row["id"]) == dict(row) | {"assignee": "Ben", "version": 8}


async def test_an_edit_of_a_task_that_is_being_deleted_finds_none(
    database: Database, scope: Scope, sql: Sql
) -> None:
    """It waits for the delete and then raises TaskNotFound."""
    row = await stored(sql)

    async def edit() -> None:
        with pytest.raises(TaskNotFound):
            async with scope() as second:
                await second.edit_task(row["id"], title="b")

    async with asyncio.TaskGroup() as group, database.transaction() as first:
        await first.delete_task(row["id"])
        group.create_task(edit())
        await until_a_session_waits(sql)
    assert await sql.fetch("SELECT * FROM tasks") == []


# Delete


async def test_deleting_removes_the_task_and_no_other(scope: Scope, sql: Sql) -> None:
    """The row with this id is gone; its neighbours are as they were."""
    rows = [await stored(sql) for _ in range(3)]
    async with scope() as repository:
        await repository.delete_task(rows[1]["id"])
    assert await sql.fetch("SELECT * FROM tasks ORDER BY id") == [rows[0], rows[2]]


async def test_deleting_an_unknown_task_raises_task_not_found(scope: Scope, sql: Sql) -> None:
    """An id that no row has is an error, and nothing is removed."""
    row = await stored(sql)
    with pytest.raises(TaskNotFound):
        async with scope() as repository:
            await repository.delete_task(row["id"] + 1)
    assert await sql.fetch("SELECT * FROM tasks") == [row]


async def test_deleting_twice_raises_task_not_found(scope: Scope, sql: Sql) -> None:
    """The second time there is nothing to remove."""
    row = await stored(sql)
    async with scope() as repository:
        await repository.delete_task(row["id"])
        with pytest.raises(TaskNotFound):
            await repository.delete_task(row["id"])


async def test_a_deleted_task_cannot_be_read_or_edited(scope: Scope, sql: Sql) -> None:
    """It is gone in the same block too, though it was read there before."""
    row = await stored(sql)
    async with scope() as repository:
        task = await repository.get_task(row["id"])
        await repository.delete_task(task.id)
        for method in (repository.get_task, repository.edit_task):
            with pytest.raises(TaskNotFound):
                await method(task.id)


async def test_of_two_deletes_at_the_same_time_one_finds_no_task(
    database: Database, scope: Scope, sql: Sql
) -> None:
    """The second waits for the first and then has nothing to remove."""
    row = await stored(sql)

    async def delete_too() -> None:
        with pytest.raises(TaskNotFound):
            async with scope() as second:
                await second.delete_task(row["id"])

    async with asyncio.TaskGroup() as group, database.transaction() as first:
        await first.delete_task(row["id"])
        group.create_task(delete_too())
        await until_a_session_waits(sql)
