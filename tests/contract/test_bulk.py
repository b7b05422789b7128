"""What is promised about writing many tasks at once: add, load, import, complete."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeAlias

import pytest

from shared.domain import ImportResult, NewTask, TaskFilter
from shared.errors import (
    Duplicate,
    InvalidInput,
    MissingReference,
    RepositoryError,
    TransactionAborted,
)
from shared.protocol import Database, Repository
from tests.contract.conftest import Open, Scope, Sql
from tests.contract.obstacles import until
from workbook.wire import observe

Write: TypeAlias = Callable[[Repository, Sequence[NewTask]], Awaitable[object]]

PROJECT, OTHER_PROJECT, MISSING = 700_001, 700_002, 700_404
DUE = datetime(2031, 5, 4, 3, 2, 1, 987654, tzinfo=UTC)
TEXTS = [
    "it's \"quoted\", $1 %s :name {x}; -- '",
    "\\N",
    "\\.",
    "NULL",
    "back\\slash \\n \\x41 \\",
    "tab\t line\n return\r bell\x07 page\x0c",
    'comma, {brace} "double" (row) [1]',
    "Zoë Ζωή Зоя 佐恵 زوي ज़ोई",
    "👩🏽‍🚀 and \U0010fffd",
    "e\u0301 is not \u00e9",
    "  blanks at both ends  ",
    "🚀" * 255,
    "",
]
EMPTY_RESULTS = {"add_tasks": [], "load_tasks": 0, "import_tasks": ImportResult(0, 0, 0)}
KNOWN = NewTask(
    "a", done=False, project_id=PROJECT, assignee="Zoë", due_at=DUE, external_id="known"
)


@pytest.fixture(params=["add_tasks", "load_tasks", "import_tasks"])
def write(request: pytest.FixtureRequest) -> Write:
    """Each way to store many tasks, which must have an external_id for the import's sake."""

    def called(repository: Repository, new: Sequence[NewTask]) -> Awaitable[object]:
        stored: Awaitable[object] = getattr(repository, request.param)(new)
        return stored

    return called


@pytest.fixture(autouse=True)
async def projects(clean_tables: None, sql: Sql) -> None:
    """Two projects to belong to."""
    statement = "INSERT INTO projects (id, name) VALUES ($1, 'one'), ($2, 'other')"
    await sql.execute(statement, PROJECT, OTHER_PROJECT)


def batch(count: int) -> list[NewTask]:
    """So many tasks, in an order that is neither that of their titles nor of their external ids."""
    numbers = [number * 7_919 % count for number in range(count)]
    return [NewTask(f"task {number}", external_id=f"{number:05}") for number in numbers]


def batch_by_external_id(count: int) -> list[NewTask]:
    """The same in the order an import may work in, so that the n-th is the n-th to be stored."""
    return [NewTask(f"task {number}", external_id=f"{number:05}") for number in range(count)]


async def known(sql: Sql, new: NewTask = KNOWN) -> dict[str, Any]:
    """The row of a task that plain SQL has stored, at version 7, some years ago."""
    statement = """
        INSERT INTO tasks
            (title, done, project_id, assignee, due_at, external_id, version, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, 7, '2020-02-02 02:02:02+00') RETURNING *"""
    values = (new.title, new.done, new.project_id, new.assignee, new.due_at, new.external_id)
    [row] = await sql.fetch(statement, *values)
    return dict(row)


async def only_row(sql: Sql) -> dict[str, Any]:
    """The row of the only task there is."""
    [row] = await sql.fetch("SELECT * FROM tasks")
    return dict(row)


async def row_versions(sql: Sql) -> list[Any]:
    """Where each row lies and who wrote it: both change with every write, of equal values too."""
    return await sql.fetch("SELECT ctid, xmin, tasks.* FROM tasks ORDER BY id")


async def count(sql: Sql) -> int:
    """How many tasks there are."""
    number: int = await sql.fetchval("SELECT count(*) FROM tasks")
    return number


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


# Every way to store many tasks


async def test_bulk_stores_every_field_as_given(scope: Scope, sql: Sql, write: Write) -> None:
    """Filled and empty fields side by side, whichever task comes first."""
    new = [
        NewTask("a", external_id="1"),
        NewTask("b", done=True, project_id=PROJECT, assignee="x", due_at=DUE, external_id="2"),
        NewTask("c", done=True, assignee="", external_id="3"),
        NewTask("d", due_at=DUE.astimezone(timezone(timedelta(hours=-3))), external_id="4"),
        NewTask("e", project_id=OTHER_PROJECT, external_id="5"),
    ]
    async with scope() as repository:
        await write(repository, new)
    rows = await sql.fetch("""
        SELECT title, done, project_id, assignee, due_at, external_id
        FROM tasks ORDER BY external_id""")
    assert [tuple(row) for row in rows] == [
        ("a", False, None, None, None, "1"),
        ("b", True, PROJECT, "x", DUE, "2"),
        ("c", True, None, "", None, "3"),
        ("d", False, None, None, DUE, "4"),
        ("e", False, OTHER_PROJECT, None, None, "5"),
    ]


async def test_bulk_leaves_to_postgres_what_postgres_decides(
    scope: Scope, sql: Sql, write: Write
) -> None:
    """Each task has an id of its own, version 1, and the moment of its transaction."""
    before = await sql.fetchval("SELECT clock_timestamp()")
    async with scope() as repository:
        await write(repository, batch(3))
    rows = await sql.fetch("SELECT id, version, created_at FROM tasks")
    assert len({row["id"] for row in rows}) == 3
    assert {row["version"] for row in rows} == {1}
    [moment] = {row["created_at"] for row in rows}
    assert before < moment < await sql.fetchval("SELECT clock_timestamp()")


async def test_bulk_stores_texts_of_every_kind_unchanged(
    scope: Scope, sql: Sql, write: Write
) -> None:
    """Also what means something to COPY, to an array literal or to SQL."""
    new = [NewTask(text, assignee=text, external_id=text) for text in TEXTS]
    async with scope() as repository:
        await write(repository, new)
    rows = await sql.fetch("SELECT title, assignee, external_id FROM tasks")
    assert {tuple(row) for row in rows} == {(text, text, text) for text in TEXTS}


async def test_bulk_stores_more_than_a_thousand_tasks(
    autocommit: Repository, sql: Sql, write: Write
) -> None:
    """None is lost or doubled where a library cuts the work in pieces."""
    new = batch(1_200)
    await write(autocommit, new)
    rows = await sql.fetch("SELECT title, external_id FROM tasks")
    assert len(rows) == 1_200
    assert {tuple(row) for row in rows} == {(task.title, task.external_id) for task in new}


async def test_bulk_stores_a_single_task(scope: Scope, sql: Sql, write: Write) -> None:
    """One is as good a number as many."""
    async with scope() as repository:
        await write(repository, [NewTask("alone", external_id="1")])
    assert (await only_row(sql))["title"] == "alone"


async def test_bulk_takes_any_sequence(autocommit: Repository, sql: Sql, write: Write) -> None:
    """A tuple is as good as a list."""
    await write(autocommit, tuple(batch(3)))
    assert await count(sql) == 3


@pytest.mark.parametrize("block", ["autocommit", "transaction"])
@pytest.mark.parametrize("method", EMPTY_RESULTS)
async def test_an_empty_bulk_write_sends_nothing(
    open_database: Open, database_url: str, sql: Sql, block: str, method: str
) -> None:
    """It is no error, its result is that of no tasks, and no row of defaults comes of it."""
    async with (
        observe(database_url) as observer,
        open_database(url=observer.url) as database,
        getattr(database, block)() as repository,
    ):
        await repository.count_tasks()
        observer.restart()
        assert await getattr(repository, method)([]) == EMPTY_RESULTS[method]
        assert observer.recording.texts == []
    assert await count(sql) == 0


@pytest.mark.parametrize("position", [0, 1_000, 1_199])
async def test_one_task_of_a_missing_project_refuses_the_whole_bulk_write(
    autocommit: Repository, sql: Sql, write: Write, position: int
) -> None:
    """First, last, or where a library cuts the work in pieces: nothing at all is stored."""
    new = batch_by_external_id(1_200)
    new[position] = replace(new[position], project_id=MISSING)
    with pytest.raises(MissingReference) as caught:
        await write(autocommit, new)
    assert caught.value.field == "project_id"
    assert await count(sql) == 0


@pytest.mark.parametrize("position", [0, 1_000])
@pytest.mark.parametrize("method", ["add_tasks", "load_tasks"])
async def test_one_known_external_id_refuses_the_whole_bulk_write(
    autocommit: Repository, sql: Sql, method: str, position: int
) -> None:
    """In the first piece or in a later one: only the task that was there before is there."""
    before = await known(sql)
    new = batch(1_200)
    new[position] = replace(new[position], external_id="known")
    with pytest.raises(Duplicate) as caught:
        await getattr(autocommit, method)(new)
    assert caught.value.field == "external_id"
    assert await only_row(sql) == before


@pytest.mark.parametrize("method", ["add_tasks", "load_tasks"])
@pytest.mark.parametrize("distance", [1, 1_000])
async def test_an_external_id_twice_in_one_bulk_write_refuses_it(
    autocommit: Repository, sql: Sql, method: str, distance: int
) -> None:
    """Next to each other or far apart: neither of the two is stored, nor anything else."""
    new = batch(distance + 1)
    new[distance] = new[0]
    with pytest.raises(Duplicate):
        await getattr(autocommit, method)(new)
    assert await count(sql) == 0


async def test_a_refused_bulk_write_takes_its_transaction_with_it(
    database: Database, sql: Sql, write: Write
) -> None:
    """What the block had written before is rolled back too, for the error leaves the block."""

    async def work() -> None:
        async with database.transaction() as repository:
            await write(repository, batch(3))
            await write(repository, [NewTask("x", project_id=MISSING, external_id="x")])

    with pytest.raises(MissingReference):
        await work()
    assert await count(sql) == 0


async def test_a_refused_bulk_write_in_a_savepoint_leaves_the_rest(
    database: Database, sql: Sql, write: Write
) -> None:
    """Undone alone, all of it, while the transaction goes on and commits."""
    async with database.transaction() as repository:
        await write(repository, [NewTask("before", external_id="before")])
        with pytest.raises(MissingReference):
            async with repository.savepoint():
                await write(
                    repository, [*batch(3), NewTask("x", project_id=MISSING, external_id="x")]
                )
        await write(repository, [NewTask("after", external_id="after")])
    rows = await sql.fetch("SELECT title FROM tasks ORDER BY id")
    assert [row["title"] for row in rows] == ["before", "after"]


async def test_after_a_refused_bulk_write_autocommit_goes_on(
    autocommit: Repository, sql: Sql, write: Write
) -> None:
    """The transaction it made for itself is over, and each statement commits by itself again."""
    with pytest.raises(MissingReference):
        await write(autocommit, [NewTask("x", project_id=MISSING, external_id="x")])
    await autocommit.add_task(NewTask("a"))
    assert await count(sql) == 1
    await write(autocommit, batch(2))
    assert await count(sql) == 3


async def test_after_a_bulk_write_autocommit_commits_each_statement_again(
    autocommit: Repository, sql: Sql, write: Write
) -> None:
    """The bulk write is committed when it returns, and so is the next call by itself."""
    await write(autocommit, batch(2))
    assert await count(sql) == 2
    await autocommit.add_task(NewTask("a"))
    assert await count(sql) == 3


async def test_a_bulk_write_belongs_to_its_transaction(
    database: Database, sql: Sql, write: Write
) -> None:
    """As the first statement too: seen inside, unseen outside, and gone with the rollback."""
    with suppress(ZeroDivisionError):
        async with database.transaction() as repository:
            await write(repository, batch(3))
            assert await count(sql) == 0
            assert await repository.count_tasks() == 3
            raise ZeroDivisionError
    assert await count(sql) == 0


async def test_a_bulk_write_goes_with_what_its_transaction_wrote_before(
    database: Database, sql: Sql, write: Write
) -> None:
    """It commits nothing on the side: neither itself nor what came before it."""
    with suppress(ZeroDivisionError):
        async with database.transaction() as repository:
            await repository.add_task(NewTask("before"))
            await write(repository, batch(3))
            assert await count(sql) == 0
            raise ZeroDivisionError
    assert await count(sql) == 0


# Add


async def test_the_ids_of_added_tasks_are_in_the_order_given(scope: Scope, sql: Sql) -> None:
    """The n-th id is that of the n-th task, for any number of tasks."""
    new = batch(2_500)
    async with scope() as repository:
        ids = await repository.add_tasks(new)
    rows = await sql.fetch("SELECT id, title FROM tasks")
    title_of = {row["id"]: row["title"] for row in rows}
    assert [title_of[task_id] for task_id in ids] == [task.title for task in new]
    assert {type(task_id) for task_id in ids} == {int}


async def test_equal_tasks_are_added_as_often_as_they_are_given(scope: Scope, sql: Sql) -> None:
    """Each has an id of its own."""
    async with scope() as repository:
        ids = await repository.add_tasks([NewTask("same")] * 3)
    rows = await sql.fetch("SELECT id FROM tasks ORDER BY id")
    assert sorted(ids) == [row["id"] for row in rows]
    assert len(set(ids)) == 3


async def test_adding_tasks_is_set_based(open_database: Open, database_url: str) -> None:
    """Never a statement per task, not even one sent along with others."""
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        async with database.transaction() as repository:
            observer.restart()
            await repository.add_tasks([NewTask("x")] * 2_500)
        assert len(observer.recording.statements) <= 10


async def test_added_tasks_can_be_read_and_edited_in_the_same_block(scope: Scope) -> None:
    """The ids that are returned are good at once."""
    async with scope() as repository:
        ids = await repository.add_tasks([NewTask("a"), NewTask("b")])
        await repository.edit_task(ids[1], title="c")
        assert [task.title for task in await repository.get_tasks(ids)] == ["a", "c"]


# Load


async def test_loading_takes_a_generator_and_returns_how_many(scope: Scope, sql: Sql) -> None:
    """It is read once, in order, to its end."""
    taken = []

    def generator() -> Iterator[NewTask]:
        for number in range(2_500):
            taken.append(number)
            yield NewTask(str(number))

    async with scope() as repository:
        loaded = await repository.load_tasks(generator())
    assert (loaded, type(loaded)) == (2_500, int)
    assert taken == list(range(2_500))
    rows = await sql.fetch("SELECT title FROM tasks ORDER BY id")
    assert [row["title"] for row in rows] == [str(number) for number in taken]


class ReadOnce:
    """An iterable that is neither a sequence nor an iterator, and counts how often it is read."""

    def __init__(self, new: Sequence[NewTask]) -> None:
        self.new = new
        self.times = 0

    def __iter__(self) -> Iterator[NewTask]:
        self.times += 1
        return iter(self.new)


async def test_loading_reads_an_iterable_once(autocommit: Repository, sql: Sql) -> None:
    """It has no length and no index, and need not have more than one reading in it."""
    new = ReadOnce(batch(3))
    assert await autocommit.load_tasks(new) == 3
    assert (new.times, await count(sql)) == (1, 3)


@pytest.mark.parametrize("block", ["autocommit", "transaction"])
async def test_loading_from_an_empty_generator_sends_nothing(
    open_database: Open, database_url: str, block: str
) -> None:
    """That it is empty shows only when it is read, and is no error then."""
    async with (
        observe(database_url) as observer,
        open_database(url=observer.url) as database,
        getattr(database, block)() as repository,
    ):
        await repository.count_tasks()
        observer.restart()
        assert await repository.load_tasks(task for task in batch(0)) == 0
        assert observer.recording.texts == []


async def test_loading_goes_by_copy(open_database: Open, database_url: str) -> None:
    """The fastest way into Postgres: one command, however many tasks."""
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        async with database.autocommit() as repository:
            await repository.load_tasks(batch(10))
            observer.restart()
            await repository.load_tasks([NewTask("x")] * 2_500)
        [statement] = observer.recording.texts
    assert statement.upper().startswith("COPY")


def failing_after(good: int, error: Exception) -> Iterator[NewTask]:
    """So many tasks, then the error."""
    for number in range(good):
        yield NewTask(str(number))
    raise error


def caused_by_os_error() -> Exception:
    """An exception of the caller's own that was raised from another."""
    error = LookupError("no such line")
    error.__cause__ = FileNotFoundError("no such file")
    return error


OWN_ERRORS: dict[str, Callable[[], Exception]] = {
    "ValueError": lambda: ValueError("the caller's own"),
    "OSError": lambda: OSError("the caller's own"),
    "TimeoutError": lambda: TimeoutError("the caller's own"),
    "InvalidInput": lambda: InvalidInput("the caller's own"),
    "raised from OSError": caused_by_os_error,
}


@pytest.mark.parametrize("good", [0, 1])
@pytest.mark.parametrize("own_error", OWN_ERRORS.values(), ids=OWN_ERRORS)
async def test_an_exception_out_of_the_generator_goes_on_unchanged(
    scope: Scope, sql: Sql, own_error: Callable[[], Exception], good: int
) -> None:
    """The very object, whatever its class and wherever it comes, and nothing is stored."""
    error = own_error()
    with pytest.raises(type(error)) as caught:
        async with scope() as repository:
            await repository.load_tasks(failing_after(good, error))
    assert caught.value is error
    assert await count(sql) == 0


@pytest.mark.parametrize("good", [0, 1, 1_500])
async def test_after_an_exception_out_of_the_generator_autocommit_goes_on(
    autocommit: Repository, sql: Sql, good: int
) -> None:
    """The connection is out of COPY again."""
    with pytest.raises(ZeroDivisionError):
        await autocommit.load_tasks(failing_after(good, ZeroDivisionError()))
    await autocommit.add_task(NewTask("a"))
    assert await autocommit.load_tasks(batch(2)) == 2
    assert await count(sql) == 3


@pytest.mark.parametrize("good", [0, 1, 1_500])
async def test_a_swallowed_exception_out_of_the_generator_loses_nothing_in_silence(
    database: Database, sql: Sql, good: int
) -> None:
    """If the broken load has spoiled the transaction, the block says so; else the rest is kept."""
    committed = True
    try:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("before"))
            with pytest.raises(ZeroDivisionError):
                await repository.load_tasks(failing_after(good, ZeroDivisionError()))
    except TransactionAborted:
        committed = False
    assert await count(sql) == int(committed)


async def test_a_broken_load_in_a_savepoint_leaves_the_rest(database: Database, sql: Sql) -> None:
    """The exception out of the generator undoes the savepoint, and the transaction goes on."""
    async with database.transaction() as repository:
        await repository.add_task(NewTask("before"))
        with pytest.raises(ZeroDivisionError):
            async with repository.savepoint():
                await repository.load_tasks(failing_after(1_500, ZeroDivisionError()))
        await repository.add_task(NewTask("after"))
    rows = await sql.fetch("SELECT title FROM tasks ORDER BY id")
    assert [row["title"] for row in rows] == ["before", "after"]


# Import


async def test_importing_new_tasks_inserts_them(scope: Scope, sql: Sql) -> None:
    """What is not known yet is stored and counted as inserted."""
    async with scope() as repository:
        result = await repository.import_tasks(batch(3))
    assert result == ImportResult(inserted=3, updated=0, unchanged=0)
    assert await count(sql) == 3


async def test_importing_the_same_again_finds_everything_unchanged(scope: Scope, sql: Sql) -> None:
    """All of it is counted as unchanged and no row is written."""
    await known(sql)
    await known(sql, NewTask("empty", external_id="empty"))
    before = await row_versions(sql)
    async with scope() as repository:
        result = await repository.import_tasks([NewTask("empty", external_id="empty"), KNOWN])
    assert result == ImportResult(inserted=0, updated=0, unchanged=2)
    assert await row_versions(sql) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "b"},
        {"done": True},
        {"project_id": OTHER_PROJECT},
        {"assignee": "Ben"},
        {"assignee": ""},
        {"due_at": DUE + timedelta(microseconds=1)},
        {"project_id": None},
        {"assignee": None},
        {"due_at": None},
    ],
    ids=str,
)
async def test_importing_a_known_task_with_one_other_value_updates_it(
    scope: Scope, sql: Sql, changed: dict[str, Any]
) -> None:
    """That value is stored, None too, and the version rises by one; id and created_at survive."""
    before = await known(sql)
    async with scope() as repository:
        result = await repository.import_tasks([replace(KNOWN, **changed)])
    assert result == ImportResult(inserted=0, updated=1, unchanged=0)
    assert await only_row(sql) == before | changed | {"version": 8}


async def test_importing_a_known_task_gives_it_all_the_values(scope: Scope, sql: Sql) -> None:
    """Several that differ are one change; a field that was filled and is not given is cleared."""
    before = await known(sql)
    async with scope() as repository:
        result = await repository.import_tasks([NewTask("b", done=True, external_id="known")])
    assert result == ImportResult(inserted=0, updated=1, unchanged=0)
    given = {"title": "b", "done": True, "project_id": None, "assignee": None, "due_at": None}
    assert await only_row(sql) == before | given | {"version": 8}


async def test_importing_fills_fields_that_were_empty(scope: Scope, sql: Sql) -> None:
    """NULL differs from every value."""
    before = await known(sql, NewTask("a", external_id="known"))
    async with scope() as repository:
        result = await repository.import_tasks([KNOWN])
    assert result == ImportResult(inserted=0, updated=1, unchanged=0)
    given = {"project_id": PROJECT, "assignee": "Zoë", "due_at": DUE}
    assert await only_row(sql) == before | given | {"version": 8}


async def test_importing_opens_a_task_again(scope: Scope, sql: Sql) -> None:
    """False is a value that is given, as True is."""
    before = await known(sql, replace(KNOWN, done=True))
    async with scope() as repository:
        await repository.import_tasks([KNOWN])
    assert await only_row(sql) == before | {"done": False, "version": 8}


async def test_the_same_due_date_in_another_zone_is_unchanged(scope: Scope, sql: Sql) -> None:
    """The moment counts, not how it is written."""
    await known(sql)
    before = await row_versions(sql)
    nepal = timezone(timedelta(hours=5, minutes=45))
    async with scope() as repository:
        result = await repository.import_tasks([replace(KNOWN, due_at=DUE.astimezone(nepal))])
    assert result.unchanged == 1
    assert await row_versions(sql) == before


async def test_an_import_of_all_sorts_counts_each_sort(scope: Scope, sql: Sql) -> None:
    """New, changed and unchanged tasks in any order, over more than a thousand of them."""
    await sql.execute("""
        INSERT INTO tasks (title, external_id)
        SELECT 'task ' || n, to_char(n, 'FM00000') FROM generate_series(0, 999) AS n""")
    await sql.execute("UPDATE tasks SET title = 'old' WHERE external_id < '00300'")
    async with scope() as repository:
        result = await repository.import_tasks(batch(1_500))
    assert result == ImportResult(inserted=500, updated=300, unchanged=700)
    assert {type(number) for number in (result.inserted, result.updated, result.unchanged)} == {int}
    versions = await sql.fetch("SELECT version, count(*) FROM tasks GROUP BY 1 ORDER BY 1")
    assert [tuple(row) for row in versions] == [(1, 1_200), (2, 300)]
    assert await sql.fetchval("SELECT count(*) FROM tasks WHERE title = 'old'") == 0


async def test_an_import_does_not_write_its_unchanged_tasks(scope: Scope, sql: Sql) -> None:
    """Among others that it inserts and updates, they stay where they lie."""
    for external_id in ("1", "2", "3"):
        await known(sql, NewTask("a", external_id=external_id))
    before = await row_versions(sql)
    async with scope() as repository:
        await repository.import_tasks(
            [NewTask("b" if number == 2 else "a", external_id=str(number)) for number in range(5)]
        )
    after = await row_versions(sql)
    assert [after[0], after[2]] == [before[0], before[2]]
    assert after[1] != before[1]


async def test_an_import_leaves_all_other_tasks_alone(scope: Scope, sql: Sql) -> None:
    """Tasks with another external_id, or with none, are not its business."""
    await known(sql, replace(KNOWN, external_id=None))
    await known(sql, replace(KNOWN, external_id="other"))
    before = await row_versions(sql)
    async with scope() as repository:
        result = await repository.import_tasks([KNOWN])
    assert result.inserted == 1
    assert (await row_versions(sql))[:2] == before


async def test_external_ids_that_differ_in_case_or_blanks_are_different(
    scope: Scope, sql: Sql
) -> None:
    """They are compared as they are written."""
    await known(sql)
    async with scope() as repository:
        result = await repository.import_tasks(
            [NewTask("a", external_id=name) for name in ("Known", "known ", "know_", "%")]
        )
    assert result == ImportResult(inserted=4, updated=0, unchanged=0)
    assert await count(sql) == 5


async def test_imports_in_one_transaction_build_on_each_other(database: Database, sql: Sql) -> None:
    """A task that the same transaction has inserted is known by then."""
    async with database.transaction() as repository:
        results = [
            await repository.import_tasks([KNOWN]),
            await repository.import_tasks([replace(KNOWN, title="b")]),
            await repository.import_tasks([replace(KNOWN, title="b")]),
            await repository.import_tasks([replace(KNOWN, title="c")]),
        ]
    assert results == [
        ImportResult(1, 0, 0),
        ImportResult(0, 1, 0),
        ImportResult(0, 0, 1),
        ImportResult(0, 1, 0),
    ]
    row = await only_row(sql)
    assert (row["title"], row["version"]) == ("c", 3)


async def test_an_import_updates_a_task_that_was_edited_before(scope: Scope, sql: Sql) -> None:
    """Whoever wrote the row last, the import goes by what is there now."""
    async with scope() as repository:
        task = await repository.add_task(KNOWN)
        await repository.edit_task(task.id, title="b")
        result = await repository.import_tasks([KNOWN])
        assert (await repository.get_task(task.id)).title == KNOWN.title
    assert result == ImportResult(inserted=0, updated=1, unchanged=0)
    assert (await only_row(sql))["version"] == 3


async def test_a_refused_import_updates_nothing_either(autocommit: Repository, sql: Sql) -> None:
    """All or nothing holds for known tasks as for new ones, far apart as they may be."""
    before = await known(sql, NewTask("a", external_id="00000"))
    new = [replace(task, title="b") for task in batch_by_external_id(1_200)]
    new[-1] = replace(new[-1], project_id=MISSING)
    with pytest.raises(MissingReference):
        await autocommit.import_tasks(new)
    assert await only_row(sql) == before


async def test_a_known_task_cannot_be_imported_into_a_missing_project(
    scope: Scope, sql: Sql
) -> None:
    """MissingReference names the field, and the task stays as it is."""
    before = await known(sql)
    with pytest.raises(MissingReference) as caught:
        async with scope() as repository:
            await repository.import_tasks([replace(KNOWN, title="b", project_id=MISSING)])
    assert caught.value.field == "project_id"
    assert await only_row(sql) == before


REFUSED: dict[str, list[NewTask]] = {
    "missing, first": [NewTask("x"), *batch(3)],
    "missing, last": [*batch(3), NewTask("x")],
    "twice, side by side": [KNOWN, KNOWN, *batch(3)],
    "twice, far apart": [KNOWN, *batch(1_200), replace(KNOWN, title="b")],
}


@pytest.mark.parametrize("block", ["autocommit", "transaction"])
@pytest.mark.parametrize("new", REFUSED.values(), ids=REFUSED)
async def test_an_external_id_missing_or_twice_is_refused_before_anything_is_sent(
    open_database: Open, database_url: str, block: str, new: list[NewTask]
) -> None:
    """InvalidInput names the field. Which of two should win would be a guess."""
    async with (
        observe(database_url) as observer,
        open_database(url=observer.url) as database,
        getattr(database, block)() as repository,
    ):
        await repository.count_tasks()
        observer.restart()
        with pytest.raises(InvalidInput) as caught:
            await repository.import_tasks(new)
        assert observer.recording.texts == []
    assert caught.value.field == "external_id"


async def test_a_refused_batch_does_not_spoil_the_transaction(database: Database, sql: Sql) -> None:
    """Nothing has failed in Postgres, for nothing was sent."""
    async with database.transaction() as repository:
        with pytest.raises(InvalidInput):
            await repository.import_tasks([KNOWN, KNOWN])
        await repository.import_tasks([KNOWN])
    assert await count(sql) == 1


async def test_two_imports_of_the_same_new_tasks_insert_them_once(
    database: Database, scope: Scope, sql: Sql
) -> None:
    """The second waits for the first, then finds the tasks known, whatever order it has them in."""
    new = batch(5)
    results = []

    async def import_too() -> None:
        async with scope() as second:
            results.append(await second.import_tasks([replace(new[4], title="b"), *new[:4]]))

    async with asyncio.TaskGroup() as group, database.transaction() as first:
        await first.import_tasks(new)
        group.create_task(import_too())
        await until_a_session_waits(sql)
    assert results == [ImportResult(inserted=0, updated=1, unchanged=4)]
    assert await count(sql) == 5


# Complete


async def test_completing_marks_the_matching_open_tasks_only(scope: Scope, sql: Sql) -> None:
    """It returns how many, raises the version of each by one, and writes no other row."""
    await sql.execute("""
        INSERT INTO tasks (title, done, assignee, version) VALUES
        ('open', false, 'Ann', 7), ('done', true, 'Ann', 7), ('other', false, 'Ben', 7),
        ('open too', false, 'Ann', 3)""")
    before = await row_versions(sql)
    async with scope() as repository:
        completed = await repository.complete_tasks(TaskFilter(assignee="Ann"))
    assert (completed, type(completed)) == (2, int)
    after = await row_versions(sql)
    assert [(row["done"], row["version"]) for row in (after[0], after[3])] == [(True, 8), (True, 4)]
    assert after[1:3] == before[1:3]


async def test_completing_changes_nothing_but_done_and_the_version(scope: Scope, sql: Sql) -> None:
    """All other fields of the task stay."""
    before = await known(sql)
    async with scope() as repository:
        await repository.complete_tasks(TaskFilter())
    assert await only_row(sql) == before | {"done": True, "version": 8}


async def test_completing_without_conditions_completes_every_open_task(
    scope: Scope, sql: Sql
) -> None:
    """More than a page of them."""
    await sql.execute("INSERT INTO tasks (title) SELECT 'x' FROM generate_series(1, 1200)")
    async with scope() as repository:
        assert await repository.complete_tasks(TaskFilter()) == 1_200
    assert await sql.fetchval("SELECT count(*) FROM tasks WHERE done AND version = 2") == 1_200


async def test_completing_twice_completes_nothing_the_second_time(scope: Scope, sql: Sql) -> None:
    """What is done already is left alone, in the same block too."""
    await known(sql)
    async with scope() as repository:
        first = await repository.complete_tasks(TaskFilter())
        assert (first, await repository.complete_tasks(TaskFilter())) == (1, 0)
    assert (await only_row(sql))["version"] == 8


async def test_completing_where_nothing_matches_is_zero(scope: Scope, sql: Sql) -> None:
    """It is no error, and writes nothing."""
    await known(sql)
    before = await row_versions(sql)
    async with scope() as repository:
        assert await repository.complete_tasks(TaskFilter(assignee="nobody")) == 0
    assert await row_versions(sql) == before


async def test_completing_what_is_done_completes_nothing(scope: Scope, sql: Sql) -> None:
    """A filter for done tasks has no open ones in it; one for open tasks has all of them."""
    await known(sql)
    await known(sql, NewTask("b", done=True))
    async with scope() as repository:
        assert await repository.complete_tasks(TaskFilter(done=True)) == 0
        assert await repository.complete_tasks(TaskFilter(done=False)) == 1


async def test_completed_tasks_are_read_as_done_in_the_same_block(scope: Scope, sql: Sql) -> None:
    """A task that was read before is read anew by each way to read one."""
    row = await known(sql)
    async with scope() as repository:
        before = await repository.get_task(row["id"])
        assert not before.done
        await repository.complete_tasks(TaskFilter())
        tasks = [
            await repository.get_task(row["id"]),
            *await repository.get_tasks([row["id"]]),
            *await repository.list_tasks(),
        ]
    assert [(task.done, task.version) for task in tasks] == [(True, 8)] * 3


async def test_a_version_from_before_the_completion_is_stale(scope: Scope, sql: Sql) -> None:
    """Completing is a change like an edit, so whoever expects the old version is told."""
    row = await known(sql)
    async with scope() as repository:
        await repository.complete_tasks(TaskFilter())
        with pytest.raises(RepositoryError, match="version 8"):
            await repository.edit_task(row["id"], expected_version=7, title="b")


async def test_a_completion_that_is_rolled_back_leaves_the_tasks_open(
    database: Database, sql: Sql
) -> None:
    """It belongs to its transaction."""
    row = await known(sql)
    with suppress(ZeroDivisionError):
        async with database.transaction() as repository:
            await repository.complete_tasks(TaskFilter())
            raise ZeroDivisionError
    assert await only_row(sql) == row


async def test_of_two_completions_at_the_same_time_one_counts_the_task(
    database: Database, scope: Scope, sql: Sql
) -> None:
    """The second waits for the first, then finds nothing open: the version rises once."""
    await known(sql)
    counts = []

    async def complete_too() -> None:
        async with scope() as second:
            counts.append(await second.complete_tasks(TaskFilter()))

    async with asyncio.TaskGroup() as group, database.transaction() as first:
        counts.append(await first.complete_tasks(TaskFilter()))
        group.create_task(complete_too())
        await until_a_session_waits(sql)
    assert counts == [1, 0]
    assert (await only_row(sql))["version"] == 8
