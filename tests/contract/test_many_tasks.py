"""What is promised about many tasks at a time: get, list, count, and what a filter means."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeAlias

import pytest

from shared.domain import NewTask, TaskFilter
from shared.errors import InvalidInput
from shared.protocol import Database, Repository, Task
from tests.contract.conftest import Open, Scope, Sql
from workbook.wire import observe

Read: TypeAlias = Callable[[Repository, int], Awaitable[Task]]
Matching: TypeAlias = Callable[[TaskFilter], Awaitable[list[str]]]

FIELDS = tuple(name for name in vars(Task) if isinstance(vars(Task)[name], property))
ONE, OTHER = 700_001, 700_002
DUE = datetime(2031, 5, 4, 3, 2, 1, 500_000, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
FULL_TASK = f"""
    INSERT INTO projects (id, name) VALUES ({ONE}, 'one');
    INSERT INTO tasks (title, done, project_id, assignee, due_at, external_id, version)
    VALUES ('a', true, {ONE}, 'Zoë', '2031-05-04 03:02:01.5+00', 'c', 7)"""


async def get_by_ids(repository: Repository, task_id: int) -> Task:
    """The task, by `get_tasks`."""
    [task] = await repository.get_tasks([task_id])
    return task


async def list_first(repository: Repository, task_id: int) -> Task:
    """The task, by `list_tasks`."""
    [task] = await repository.list_tasks(after=task_id - 1, limit=1)
    return task


reading = pytest.mark.parametrize("read", [get_by_ids, list_first])


async def generated(sql: Sql, count: int) -> list[int]:
    """The ids, in order, of so many new tasks; the first lies last: no order is an accident.

    In a new table, so that no gap attracts a row and no statistics recommend an index.
    """
    await sql.execute("TRUNCATE tasks")
    await sql.execute("INSERT INTO tasks (title) SELECT n FROM generate_series(1, $1) AS n", count)
    ids = [row["id"] for row in await sql.fetch("SELECT id FROM tasks ORDER BY id")]
    await sql.execute("UPDATE tasks SET done = done WHERE id = $1", ids[0])
    return ids


def ids_of(tasks: Sequence[Task]) -> list[int]:
    """The ids, in the order of the tasks."""
    return [task.id for task in tasks]


# What is read


@reading
async def test_every_field_is_read_as_stored(scope: Scope, sql: Sql, read: Read) -> None:
    """What plain SQL has stored is what is read."""
    await sql.execute(FULL_TASK)
    [row] = await sql.fetch("SELECT * FROM tasks")
    async with scope() as repository:
        task = await read(repository, row["id"])
    assert {field: getattr(task, field) for field in FIELDS} == dict(row)


@reading
async def test_attributes_have_the_types_of_the_view(scope: Scope, sql: Sql, read: Read) -> None:
    """Plain int, str, bool and datetime, the last with a zone."""
    await sql.execute(FULL_TASK)
    task_id = await sql.fetchval("SELECT id FROM tasks")
    async with scope() as repository:
        task = await read(repository, task_id)
    types = [int, str, bool, int, str, datetime, str, int, datetime]
    assert [type(getattr(task, field)) for field in FIELDS] == types
    assert task.created_at.utcoffset() == timedelta(0)


@reading
async def test_empty_fields_are_read_as_none(scope: Scope, sql: Sql, read: Read) -> None:
    """NULL is None, in every field that may be NULL."""
    [task_id] = await generated(sql, 1)
    async with scope() as repository:
        task = await read(repository, task_id)
    assert [task.project_id, task.assignee, task.due_at, task.external_id] == [None] * 4


@reading
async def test_reading_again_sees_what_others_have_committed(
    scope: Scope, sql: Sql, read: Read
) -> None:
    """A read is answered by Postgres, not by what was read before."""
    [task_id] = await generated(sql, 1)
    async with scope() as repository:
        before = await read(repository, task_id)
        assert before.title == "1"
        await sql.execute("UPDATE tasks SET title = 'new', version = 8")
        after = await read(repository, task_id)
    assert (after.title, after.version) == ("new", 8)


@reading
async def test_reading_sees_what_the_same_block_has_written(scope: Scope, read: Read) -> None:
    """A task that was added, edited and completed is read as it is by then."""
    async with scope() as repository:
        added = await repository.add_task(NewTask("a"))
        await repository.edit_task(added.id, title="b")
        await repository.complete_tasks(TaskFilter())
        task = await read(repository, added.id)
    assert (task.title, task.done, task.version) == ("b", True, 3)


@reading
async def test_tasks_stay_readable_after_a_rollback(
    database: Database, sql: Sql, read: Read
) -> None:
    """All of it is loaded: no attribute asks Postgres again, though the transaction is undone."""
    await sql.execute(FULL_TASK)
    task_id = await sql.fetchval("SELECT id FROM tasks")
    with suppress(ZeroDivisionError):
        async with database.transaction() as repository:
            task = await read(repository, task_id)
            raise ZeroDivisionError
    assert None not in [getattr(task, field) for field in FIELDS]


# Get tasks by ids


async def test_tasks_are_got_by_id_in_whatever_order_they_are_asked_for(
    scope: Scope, sql: Sql
) -> None:
    """The order of the result is that of the ids, not of the question nor of the table."""
    ids = await generated(sql, 5)
    async with scope() as repository:
        tasks = await repository.get_tasks([ids[3], ids[0], ids[4], ids[1]])
    assert ids_of(tasks) == [ids[0], ids[1], ids[3], ids[4]]


async def test_unknown_ids_are_skipped(scope: Scope, sql: Sql) -> None:
    """An id that no row has is neither an error nor a gap in the result."""
    [task_id] = await generated(sql, 1)
    async with scope() as repository:
        tasks = await repository.get_tasks([-(2**63), -1, 0, task_id, task_id + 1, 2**63 - 1])
    assert ids_of(tasks) == [task_id]


async def test_unknown_ids_alone_give_no_tasks(autocommit: Repository, sql: Sql) -> None:
    """Nothing found is an empty result, not an error."""
    [task_id] = await generated(sql, 1)
    assert list(await autocommit.get_tasks([task_id + 1])) == []


async def test_repeated_ids_count_once(scope: Scope, sql: Sql) -> None:
    """However often an id is given, its task comes once."""
    ids = await generated(sql, 2)
    async with scope() as repository:
        tasks = await repository.get_tasks([*ids, *ids, ids[0]])
    assert ids_of(tasks) == ids


async def test_ids_may_come_in_any_sequence(autocommit: Repository, sql: Sql) -> None:
    """A list, a tuple and a range are asked alike."""
    ids = await generated(sql, 3)
    for sequence in (ids, tuple(ids), range(ids[0], ids[2] + 1)):
        assert ids_of(await autocommit.get_tasks(sequence)) == ids


async def test_more_tasks_than_a_page_holds_are_got_at_once(scope: Scope, sql: Sql) -> None:
    """The limit of a page is not one of `get_tasks`."""
    ids = await generated(sql, 1_500)
    async with scope() as repository:
        tasks = await repository.get_tasks(ids[::-1])
    assert ids_of(tasks) == ids


async def test_a_hundred_thousand_ids_can_be_asked_for(scope: Scope, sql: Sql) -> None:
    """Their number meets no limit of the protocol or of a driver."""
    ids = await generated(sql, 3)
    unknown = range(10**12, 10**12 + 99_997)
    async with scope() as repository:
        tasks = await repository.get_tasks([*ids[:2], *unknown, ids[2]])
    assert ids_of(tasks) == ids


async def test_forty_thousand_ids_go_in_one_statement(
    open_database: Open, database_url: str
) -> None:
    """One statement, with more ids than single parameters could carry."""
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        async with database.autocommit() as repository:
            await repository.get_tasks([1])
            observer.restart()
            await repository.get_tasks(range(40_000))
        assert len(observer.recording.statements) == 1


@pytest.mark.parametrize("block", ["autocommit", "transaction"])
async def test_no_ids_ask_nothing_of_postgres(
    open_database: Open, database_url: str, block: str
) -> None:
    """The answer is known: no tasks."""
    async with (
        observe(database_url) as observer,
        open_database(url=observer.url) as database,
        getattr(database, block)() as repository,
    ):
        await repository.count_tasks()
        observer.restart()
        assert list(await repository.get_tasks([])) == []
        assert observer.recording.texts == []


# List page by page


async def test_a_list_is_in_the_order_of_the_ids(scope: Scope, sql: Sql) -> None:
    """Wherever the rows lie in the table."""
    ids = await generated(sql, 5)
    async with scope() as repository:
        assert ids_of(await repository.list_tasks()) == ids


async def test_a_list_of_no_tasks_is_empty(scope: Scope) -> None:
    """No rows are no error."""
    async with scope() as repository:
        assert list(await repository.list_tasks()) == []


async def test_a_page_is_the_first_tasks_up_to_its_limit(scope: Scope, sql: Sql) -> None:
    """Exactly `limit` of them, those with the lowest ids."""
    ids = await generated(sql, 5)
    async with scope() as repository:
        assert ids_of(await repository.list_tasks(limit=1)) == ids[:1]
        assert ids_of(await repository.list_tasks(limit=4)) == ids[:4]
        assert ids_of(await repository.list_tasks(limit=5)) == ids


async def test_a_page_may_be_longer_than_what_there_is(scope: Scope, sql: Sql) -> None:
    """The last page is what is left."""
    ids = await generated(sql, 3)
    async with scope() as repository:
        assert ids_of(await repository.list_tasks(limit=4)) == ids


async def test_a_page_holds_fifty_tasks_unless_told_otherwise(
    autocommit: Repository, sql: Sql
) -> None:
    """The default limit."""
    ids = await generated(sql, 51)
    assert ids_of(await autocommit.list_tasks()) == ids[:50]


async def test_a_page_may_hold_a_thousand_tasks(autocommit: Repository, sql: Sql) -> None:
    """The highest limit is kept as it is, not cut."""
    ids = await generated(sql, 1_001)
    assert ids_of(await autocommit.list_tasks(limit=1_000)) == ids[:1_000]


@pytest.mark.parametrize("limit", [-1, 0, 1_001, 2**63])
async def test_a_limit_outside_one_to_a_thousand_is_refused(
    autocommit: Repository, limit: int
) -> None:
    """InvalidInput names the field."""
    with pytest.raises(InvalidInput) as caught:
        await autocommit.list_tasks(limit=limit)
    assert caught.value.field == "limit"


async def test_a_page_begins_above_after(scope: Scope, sql: Sql) -> None:
    """The task with the id `after` itself is not in it."""
    ids = await generated(sql, 4)
    async with scope() as repository:
        assert ids_of(await repository.list_tasks(after=ids[0])) == ids[1:]
        assert ids_of(await repository.list_tasks(after=ids[0] - 1)) == ids
        assert ids_of(await repository.list_tasks(after=ids[0], limit=2)) == ids[1:3]


async def test_after_the_last_task_comes_an_empty_page(scope: Scope, sql: Sql) -> None:
    """That is how a caller sees the end."""
    ids = await generated(sql, 3)
    async with scope() as repository:
        assert list(await repository.list_tasks(after=ids[-1])) == []
        assert list(await repository.list_tasks(after=2**63 - 1)) == []


async def test_after_may_be_any_number_that_an_id_could_be(
    autocommit: Repository, sql: Sql
) -> None:
    """None, 0 and the lowest bigint all begin at the beginning."""
    ids = await generated(sql, 2)
    for after in (None, 0, -1, -(2**63)):
        assert ids_of(await autocommit.list_tasks(after=after)) == ids


async def test_after_zero_is_not_the_same_as_no_after(autocommit: Repository, sql: Sql) -> None:
    """0 is a number: a task below it is not above it."""
    await sql.execute("INSERT INTO tasks (id, title) VALUES (-1, 'a'), (900001, 'b')")
    assert ids_of(await autocommit.list_tasks(after=0)) == [900_001]
    assert ids_of(await autocommit.list_tasks()) == [-1, 900_001]


async def test_pages_together_are_every_task_once(scope: Scope, sql: Sql) -> None:
    """Going on from the last id of each page neither repeats nor skips."""
    ids = await generated(sql, 7)
    pages: list[list[int]] = []
    async with scope() as repository:
        after = None
        while page := await repository.list_tasks(after=after, limit=3):
            pages.append(ids_of(page))
            after = page[-1].id
    assert pages == [ids[:3], ids[3:6], ids[6:]]


async def test_a_page_is_not_shifted_by_a_task_deleted_before_it(scope: Scope, sql: Sql) -> None:
    """The next page begins above an id, not behind a number of rows."""
    ids = await generated(sql, 6)
    async with scope() as repository:
        first = ids_of(await repository.list_tasks(limit=3))
        await sql.execute("DELETE FROM tasks WHERE id = ANY($1::bigint[])", ids[:3])
        second = ids_of(await repository.list_tasks(after=first[-1], limit=3))
    assert second == ids[3:]


async def test_a_page_is_not_shifted_by_a_task_inserted_before_it(scope: Scope, sql: Sql) -> None:
    """What appears on a page that was read already does not push a task onto the next."""
    ids = await generated(sql, 6)
    async with scope() as repository:
        first = ids_of(await repository.list_tasks(limit=3))
        await sql.execute("INSERT INTO tasks (id, title) VALUES (-1, 'a'), (-2, 'b')")
        second = ids_of(await repository.list_tasks(after=first[-1], limit=3))
    assert second == ids[3:]


async def test_a_task_inserted_while_paging_comes_on_a_later_page(scope: Scope, sql: Sql) -> None:
    """A new id is above the others."""
    ids = await generated(sql, 3)
    async with scope() as repository:
        first = ids_of(await repository.list_tasks(limit=3))
        new_id = await sql.fetchval("INSERT INTO tasks (title) VALUES ('new') RETURNING id")
        second = ids_of(await repository.list_tasks(after=first[-1], limit=3))
    assert (first, second) == (ids, [new_id])


async def test_a_page_of_matching_tasks_is_full(scope: Scope, sql: Sql) -> None:
    """The limit counts the tasks that match, and `after` goes on among them."""
    ids = await generated(sql, 10)
    await sql.execute("UPDATE tasks SET done = id % 2 = $1", ids[1] % 2)
    where = TaskFilter(done=True)
    async with scope() as repository:
        first = ids_of(await repository.list_tasks(where, limit=3))
        second = ids_of(await repository.list_tasks(where, after=first[-1], limit=3))
    assert (first, second) == ([ids[1], ids[3], ids[5]], [ids[7], ids[9]])


# Count


async def test_counting_nothing_is_zero(scope: Scope) -> None:
    """No rows are the number 0."""
    async with scope() as repository:
        count = await repository.count_tasks()
    assert (count, type(count)) == (0, int)


async def test_counting_meets_no_limit(scope: Scope, sql: Sql) -> None:
    """All of the tasks are counted, more than a page of them."""
    await generated(sql, 2_500)
    async with scope() as repository:
        assert await repository.count_tasks() == 2_500


async def test_counting_is_done_by_postgres(
    open_database: Open, database_url: str, sql: Sql
) -> None:
    """One statement that counts, one answer."""
    await generated(sql, 3)
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        async with database.autocommit() as repository:
            await repository.count_tasks()
            observer.restart()
            await repository.count_tasks()
        [statement] = observer.recording.texts
    assert "count(" in statement.lower()


async def test_counting_again_sees_what_others_have_committed(scope: Scope, sql: Sql) -> None:
    """The number is that of now."""
    await generated(sql, 2)
    async with scope() as repository:
        before = await repository.count_tasks()
        await sql.execute("INSERT INTO tasks (title) VALUES ('a')")
        assert (before, await repository.count_tasks()) == (2, 3)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (TaskFilter(), 6),
        (TaskFilter(done=True), 2),
        (TaskFilter(done=False), 4),
        (TaskFilter(project_id=ONE), 3),
        (TaskFilter(assignee="Ann"), 2),
        (TaskFilter(title_contains="MILK"), 3),
        (TaskFilter(due_before=DUE), 2),
        (TaskFilter(done=False, project_id=ONE, title_contains="milk"), 1),
        (TaskFilter(assignee="nobody"), 0),
    ],
)
async def test_counting_counts_what_matches(
    autocommit: Repository, sql: Sql, where: TaskFilter, expected: int
) -> None:
    """The same filter, a number instead of the tasks."""
    await sql.execute(f"INSERT INTO projects (id, name) VALUES ({ONE}, 'one'), ({OTHER}, 'other')")
    await sql.execute(f"""
        INSERT INTO tasks (title, done, project_id, assignee, due_at) VALUES
        ('milk', false, {ONE}, 'Ann', NULL),
        ('Milk it', true, {ONE}, 'Ann', '2031-05-04 03:02:01+00'),
        ('water', false, {ONE}, 'Ben', '2031-05-04 03:02:01.499999+00'),
        ('milk', true, {OTHER}, NULL, '2031-05-04 03:02:01.5+00'),
        ('wine', false, NULL, NULL, NULL),
        ('tea', false, {OTHER}, 'ann', '2031-05-04 03:02:02+00')""")
    assert await autocommit.count_tasks(where) == expected


# What a filter means, to each method that takes one


@pytest.fixture(params=["list_tasks", "stream_tasks", "complete_tasks"])
def matching(request: pytest.FixtureRequest, autocommit: Repository, sql: Sql) -> Matching:
    """The titles, by id, of the tasks that match, told by each method that tells which."""

    async def list_tasks(where: TaskFilter) -> list[str]:
        return [task.title for task in await autocommit.list_tasks(where)]

    async def stream_tasks(where: TaskFilter) -> list[str]:
        return [task.title async for task in autocommit.stream_tasks(where)]

    async def complete_tasks(where: TaskFilter) -> list[str]:
        await autocommit.complete_tasks(where)
        rows = await sql.fetch("SELECT title FROM tasks WHERE version = 2 ORDER BY id")
        return [row["title"] for row in rows]

    ways: dict[str, Matching] = {
        "list_tasks": list_tasks,
        "stream_tasks": stream_tasks,
        "complete_tasks": complete_tasks,
    }
    return ways[request.param]


async def titled(sql: Sql, *titles: str) -> None:
    """Store tasks with these titles."""
    await sql.execute("INSERT INTO tasks (title) SELECT unnest($1::text[])", titles)


async def test_a_filter_without_conditions_matches_every_task(matching: Matching, sql: Sql) -> None:
    """None asks nothing, of any field: empty ones match, and filled ones do."""
    await sql.execute(f"INSERT INTO projects (id, name) VALUES ({ONE}, 'one')")
    await sql.execute(f"""
        INSERT INTO tasks (title, project_id, assignee, due_at) VALUES
        ('empty', NULL, NULL, NULL), ('filled', {ONE}, 'Ann', now())""")
    assert await matching(TaskFilter()) == ["empty", "filled"]


@pytest.mark.parametrize("done", [True, False])
async def test_done_matches_one_state_only(autocommit: Repository, sql: Sql, done: bool) -> None:
    """True asks for what is done, False for what is open."""
    await sql.execute("INSERT INTO tasks (title, done) VALUES ('True', true), ('False', false)")
    where = TaskFilter(done=done)
    assert [task.title for task in await autocommit.list_tasks(where)] == [str(done)]
    assert [task.title async for task in autocommit.stream_tasks(where)] == [str(done)]


async def test_project_matches_its_own_tasks_only(matching: Matching, sql: Sql) -> None:
    """Neither those of another project nor those of none."""
    await sql.execute(f"INSERT INTO projects (id, name) VALUES ({ONE}, 'one'), ({OTHER}, 'other')")
    await sql.execute(f"""
        INSERT INTO tasks (title, project_id) VALUES
        ('of one', {ONE}), ('of other', {OTHER}), ('of none', NULL), ('of one too', {ONE})""")
    assert await matching(TaskFilter(project_id=ONE)) == ["of one", "of one too"]


async def test_a_project_number_that_is_none_matches_no_task(matching: Matching, sql: Sql) -> None:
    """0 is a number like others, not the absence of one."""
    await titled(sql, "of none")
    assert await matching(TaskFilter(project_id=0)) == []


async def test_assignee_matches_the_whole_name_as_it_is_written(
    matching: Matching, sql: Sql
) -> None:
    """No part of it, no other case, and no pattern."""
    names = ["Ann", "ann", "Anna", "An_", "A%", "Ann ", "", None]
    await sql.execute(
        "INSERT INTO tasks (title, assignee) SELECT coalesce(name, 'nobody'), name"
        " FROM unnest($1::text[]) AS name",
        names,
    )
    assert await matching(TaskFilter(assignee="Ann")) == ["Ann"]


async def test_an_assignee_of_no_characters_is_not_nobody(matching: Matching, sql: Sql) -> None:
    """An empty name is a name; a task without one does not match it."""
    await sql.execute(
        "INSERT INTO tasks (title, assignee) VALUES ('a', ''), ('b', NULL), ('c', 'Ann')"
    )
    assert await matching(TaskFilter(assignee="")) == ["a"]


async def test_a_title_contains_a_text_anywhere(matching: Matching, sql: Sql) -> None:
    """At the beginning, in the middle, at the end, or alone."""
    await titled(sql, "milk", "milkman", "buy milk", "soymilks", "mil", "m ilk", "")
    found = await matching(TaskFilter(title_contains="milk"))
    assert found == ["milk", "milkman", "buy milk", "soymilks"]


@pytest.mark.parametrize("text", ["milk", "MILK", "mIlK"])
async def test_a_title_contains_a_text_in_upper_or_lower_case(
    matching: Matching, sql: Sql, text: str
) -> None:
    """Case counts neither in the title nor in what is looked for."""
    await titled(sql, "milk", "MILK", "Milk")
    assert await matching(TaskFilter(title_contains=text)) == ["milk", "MILK", "Milk"]


@pytest.mark.parametrize("text", ["zoë", "ZOË"])
async def test_case_is_alike_beyond_the_latin_alphabet_too(
    matching: Matching, sql: Sql, text: str
) -> None:
    """Accented and other letters have two cases as well."""
    await titled(sql, "Zoë", "ZOË", "Zoe")
    assert await matching(TaskFilter(title_contains=text)) == ["Zoë", "ZOË"]


PLAIN_CHARACTERS: list[tuple[str, str, list[str]]] = [
    ("%", "100%", ["100", ""]),
    ("_", "a_b", ["axb", ""]),
    ("\\", "a\\b", ["ab", ""]),
    ("0%_a\\", "50%_A\\ b", ["50xx_a\\", "50%xa\\", "50%_a"]),
    ("\\%", "a\\%", ["a%", "a\\", "\\a%"]),
    ("/", "a/b", ["ab", "a%b"]),
    ("/%", "a/%", ["a%", "a/", "/a%"]),
    ("^", "a^b", ["ab"]),
    ("!", "a!b", ["ab"]),
    (".*", "a.*b", ["aab", "a*b"]),
    ("[a]", "[a]", ["a"]),
    ("'", "it's", ["its"]),
    ("'; DROP TABLE tasks; --", "x'; DROP TABLE tasks; --", ["x"]),
    ("$1 %s :x {x}", "$1 %s :x {x}", ["1 s x x"]),
]


async def test_every_character_of_the_text_stands_for_itself(matching: Matching, sql: Sql) -> None:
    """None is a wildcard or an escape: not of LIKE, of a regular expression or of SQL."""
    for text, title, others in PLAIN_CHARACTERS:
        await sql.execute("DELETE FROM tasks")
        await titled(sql, title, *others)
        assert await matching(TaskFilter(title_contains=text)) == [title]


async def test_every_title_contains_the_empty_text(matching: Matching, sql: Sql) -> None:
    """Also the empty title."""
    await titled(sql, "a", "")
    assert await matching(TaskFilter(title_contains="")) == ["a", ""]


async def test_blanks_in_the_text_count(matching: Matching, sql: Sql) -> None:
    """What is looked for is not trimmed."""
    await titled(sql, "a b", "ab", "a")
    assert await matching(TaskFilter(title_contains=" ")) == ["a b"]


async def test_a_text_longer_than_any_title_is_in_none(matching: Matching, sql: Sql) -> None:
    """It may be asked for, and is not cut."""
    await titled(sql, "a" * 255)
    assert await matching(TaskFilter(title_contains="a" * 256)) == []


async def test_due_before_is_exclusive(matching: Matching, sql: Sql) -> None:
    """A task that is due at that very moment is not due before it."""
    await sql.execute(
        "INSERT INTO tasks (title, due_at) VALUES ('before', $1), ('at', $2), ('after', $3)",
        DUE - MOMENT,
        DUE,
        DUE + MOMENT,
    )
    assert await matching(TaskFilter(due_before=DUE)) == ["before"]


async def test_a_task_that_is_never_due_is_not_due_before_anything(
    matching: Matching, sql: Sql
) -> None:
    """An empty due date matches no `due_before`."""
    await titled(sql, "never due")
    late = datetime(9999, 12, 31, tzinfo=UTC)
    assert await matching(TaskFilter(due_before=late)) == []


async def test_due_before_is_a_moment_in_any_zone(matching: Matching, sql: Sql) -> None:
    """The zone is only a way of writing it."""
    await sql.execute(
        "INSERT INTO tasks (title, due_at) VALUES ('before', $1), ('at', $2)", DUE - MOMENT, DUE
    )
    nepal = timezone(timedelta(hours=5, minutes=45))
    assert await matching(TaskFilter(due_before=DUE.astimezone(nepal))) == ["before"]


async def test_conditions_are_combined_with_and(matching: Matching, sql: Sql) -> None:
    """A task that fails a single one of them does not match."""
    await sql.execute(f"INSERT INTO projects (id, name) VALUES ({ONE}, 'one'), ({OTHER}, 'other')")
    await sql.execute(f"""
        INSERT INTO tasks (title, done, project_id, assignee, due_at) VALUES
        ('milk: all', false, {ONE}, 'Ann', '2031-01-01 00:00+00'),
        ('milk: done', true, {ONE}, 'Ann', '2031-01-01 00:00+00'),
        ('milk: other project', false, {OTHER}, 'Ann', '2031-01-01 00:00+00'),
        ('milk: other assignee', false, {ONE}, 'Ben', '2031-01-01 00:00+00'),
        ('water: other title', false, {ONE}, 'Ann', '2031-01-01 00:00+00'),
        ('milk: other date', false, {ONE}, 'Ann', '2032-01-01 00:00+00'),
        ('milk: all too', false, {ONE}, 'Ann', '2031-01-01 00:00+00')""")
    where = TaskFilter(
        done=False, project_id=ONE, assignee="Ann", title_contains="milk", due_before=DUE
    )
    assert await matching(where) == ["milk: all", "milk: all too"]
