"""Promises about projects: add, get, list, delete, and the tasks that come with them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from shared.domain import NewTask
from shared.errors import Duplicate, ProjectNotFound
from shared.protocol import Database, Project, Repository
from tests.contract.conftest import Open, Sql
from workbook.wire import observe

NEVER = 2**63 - 1
"""An id that no row has."""


async def store_projects(sql: Sql, *names: str) -> list[int]:
    """Empty projects, written by plain SQL; their ids."""
    statement = "INSERT INTO projects (name) VALUES ($1) RETURNING id"
    return [await sql.fetchval(statement, name) for name in names]


async def store_task(sql: Sql, project_id: int | None, title: str = "x") -> int:
    """A task, written by plain SQL; its id."""
    statement = "INSERT INTO tasks (title, project_id) VALUES ($1, $2) RETURNING id"
    task_id: int = await sql.fetchval(statement, title, project_id)
    return task_id


async def store_tasks_backwards(sql: Sql, *project_ids: int) -> list[list[int]]:
    """Five tasks for each project, written from the highest id down; the ids, rising.

    In a new table, so that no statistics recommend an index.
    """
    await sql.execute("TRUNCATE tasks")
    statement = """
        INSERT INTO tasks (id, title, project_id) OVERRIDING SYSTEM VALUE
        SELECT id, 'x', $1
        FROM (SELECT nextval(pg_get_serial_sequence('tasks', 'id')) AS id
              FROM generate_series(1, 5)) AS new
        ORDER BY id DESC
        RETURNING id"""
    written = [await sql.fetch(statement, project_id) for project_id in project_ids]
    return [sorted(row["id"] for row in rows) for rows in written]


def ids_of(projects: Sequence[Project]) -> list[int]:
    return [project.id for project in projects]


def task_ids_of(project: Project) -> list[int]:
    return [task.id for task in project.tasks]


# add_project


async def test_an_added_project_is_stored_under_its_name(autocommit: Repository, sql: Sql) -> None:
    """What was given is what plain SQL finds."""
    project = await autocommit.add_project("Zoë's move")
    assert await sql.fetchval("SELECT name FROM projects WHERE id = $1", project.id) == "Zoë's move"


async def test_an_added_project_is_returned_as_stored(autocommit: Repository, sql: Sql) -> None:
    """The id and the time of creation are those that Postgres gave."""
    project = await autocommit.add_project("move")
    row = await sql.fetchrow("SELECT id, name, created_at FROM projects")
    assert row is not None
    assert (project.id, project.name, project.created_at) == tuple(row)


async def test_an_added_project_has_no_tasks(repository: Repository) -> None:
    """The tasks of a new project can be read, and there are none."""
    project = await repository.add_project("move")
    assert list(project.tasks) == []


async def test_a_project_of_a_known_name_is_a_duplicate(autocommit: Repository, sql: Sql) -> None:
    """A name is given once; the error names the field and the first project stays alone."""
    await store_projects(sql, "move")
    with pytest.raises(Duplicate) as caught:
        await autocommit.add_project("move")
    assert caught.value.field == "name"
    assert await sql.fetchval("SELECT count(*) FROM projects") == 1


async def test_a_project_added_in_this_block_comes_with_tasks_added_since(
    repository: Repository,
) -> None:
    """A project that is read again has the tasks it has now, not those it had when it was made."""
    project = await repository.add_project("move")
    task = await repository.add_task(NewTask("pack", project_id=project.id))
    again = await repository.get_project(project.id)
    assert (again.id, task_ids_of(again)) == (project.id, [task.id])


# get_project


async def test_a_project_is_read_as_plain_sql_wrote_it(repository: Repository, sql: Sql) -> None:
    """Name and time of creation are the project's own, whatever its tasks say."""
    moment = datetime(2001, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
    statement = "INSERT INTO projects (name, created_at) VALUES ('move', $1) RETURNING id"
    project_id = await sql.fetchval(statement, moment)
    await store_task(sql, project_id, "pack")
    project = await repository.get_project(project_id)
    assert (project.id, project.name, project.created_at) == (project_id, "move", moment)


async def test_a_project_without_tasks_is_found(repository: Repository, sql: Sql) -> None:
    """An empty project is a project."""
    [project_id] = await store_projects(sql, "move")
    assert list((await repository.get_project(project_id)).tasks) == []


async def test_a_project_comes_with_all_its_tasks_by_id(repository: Repository, sql: Sql) -> None:
    """The order of the tasks is that of their ids, not that in which Postgres finds them."""
    [project_id] = await store_projects(sql, "move")
    [task_ids] = await store_tasks_backwards(sql, project_id)
    assert task_ids_of(await repository.get_project(project_id)) == task_ids


async def test_a_project_comes_with_no_task_of_another(repository: Repository, sql: Sql) -> None:
    """Tasks of other projects and tasks of none are left out."""
    first, second = await store_projects(sql, "first", "second")
    await store_task(sql, second)
    own = await store_task(sql, first)
    await store_task(sql, None)
    assert task_ids_of(await repository.get_project(first)) == [own]


async def test_a_task_read_with_its_project_is_complete(repository: Repository, sql: Sql) -> None:
    """Each attribute of a task that came with its project has the value of its own column."""
    [project_id] = await store_projects(sql, "move")
    row = await sql.fetchrow(
        """
        INSERT INTO tasks
            (title, done, project_id, assignee, due_at, external_id, version, created_at)
        VALUES ('pack', true, $1, 'Zoë', '2030-01-02 03:04:05+00', 'T-1', 7, '2001-02-03 04:05+00')
        RETURNING id, title, done, project_id, assignee, due_at, external_id, version, created_at
        """,
        project_id,
    )
    [task] = (await repository.get_project(project_id)).tasks
    assert row is not None
    assert {name: getattr(task, name) for name in dict(row)} == dict(row)


async def test_getting_an_unknown_project_raises_project_not_found(repository: Repository) -> None:
    """An id that no row has is an error, never None; the largest bigint is an id like any other."""
    with pytest.raises(ProjectNotFound):
        await repository.get_project(NEVER)


async def test_a_project_read_twice_shows_what_others_have_committed_since(
    repository: Repository, sql: Sql
) -> None:
    """A second read asks Postgres again: name, tasks and titles are those of now."""
    [project_id] = await store_projects(sql, "old")
    await store_task(sql, project_id, "old")
    _held = await repository.get_project(project_id)  # an identity map forgets what nobody holds
    await sql.execute("UPDATE projects SET name = 'new'; UPDATE tasks SET title = 'new'")
    await store_task(sql, project_id, "newer")
    project = await repository.get_project(project_id)
    assert (project.name, [task.title for task in project.tasks]) == ("new", ["new", "newer"])


async def test_a_task_that_moves_is_read_with_its_new_project_only(
    repository: Repository, sql: Sql
) -> None:
    """Both projects were read before the move and are right after it."""
    first, second = await store_projects(sql, "first", "second")
    task_id = await store_task(sql, first)
    _held = await repository.list_projects()
    await repository.edit_task(task_id, project_id=second)
    assert [task_ids_of(project) for project in await repository.list_projects()] == [[], [task_id]]


@pytest.mark.parametrize("count", [0, 1, 100])
async def test_getting_a_project_takes_no_more_statements_for_more_tasks(
    open_database: Open, database_url: str, sql: Sql, count: int
) -> None:
    """A project with a hundred tasks costs at most two statements, as an empty one does."""
    [project_id] = await store_projects(sql, "move")
    await sql.execute(
        "INSERT INTO tasks (title, project_id) SELECT 'x', $1 FROM generate_series(1, $2::int)",
        project_id,
        count,
    )
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        for _ in range(2):
            observer.restart()
            async with database.autocommit() as repository:
                project = await repository.get_project(project_id)
    assert len(project.tasks) == count
    assert len(observer.recording.statements) <= 2


# list_projects


async def test_projects_are_listed_by_id(repository: Repository, sql: Sql) -> None:
    """The order is that of the ids, not that in which the rows lie in the table or of the names."""
    await sql.execute("TRUNCATE projects, tasks")
    project_ids = await store_projects(sql, "c", "a", "b")
    for project_id in reversed(project_ids):
        await sql.execute("UPDATE projects SET name = name WHERE id = $1", project_id)
    assert ids_of(await repository.list_projects()) == project_ids


async def test_a_page_has_the_lowest_ids_there_are(repository: Repository, sql: Sql) -> None:
    """The limit cuts behind the order, not before it."""
    project_ids = await store_projects(sql, "c", "b", "a")
    for project_id in reversed(project_ids):
        await sql.execute("UPDATE projects SET name = name WHERE id = $1", project_id)
    assert ids_of(await repository.list_projects(limit=2)) == project_ids[:2]


async def test_there_may_be_no_projects_to_list(repository: Repository, sql: Sql) -> None:
    """Tasks without a project make none."""
    await store_task(sql, None)
    assert list(await repository.list_projects()) == []


async def test_each_listed_project_has_its_own_tasks_by_id(
    repository: Repository, sql: Sql
) -> None:
    """Every task is with the project it belongs to, and nowhere else; one without is nowhere."""
    first, second = await store_projects(sql, "first", "second")
    of_second, of_first = await store_tasks_backwards(sql, second, first)
    await store_task(sql, None)
    projects = await repository.list_projects()
    assert [task_ids_of(project) for project in projects] == [of_first, of_second]


async def test_empty_projects_are_listed_too(repository: Repository, sql: Sql) -> None:
    """Projects without tasks stand between the others, at their place."""
    first, second, third = await store_projects(sql, "first", "second", "third")
    await store_task(sql, second)
    projects = await repository.list_projects()
    assert [(p.id, len(p.tasks)) for p in projects] == [(first, 0), (second, 1), (third, 0)]


async def test_the_limit_counts_projects_and_not_their_tasks(
    repository: Repository, sql: Sql
) -> None:
    """Sixty tasks in the first of three projects take no place away from the second."""
    first, second, _ = await store_projects(sql, "first", "second", "third")
    await sql.execute(
        "INSERT INTO tasks (title, project_id) SELECT 'x', $1 FROM generate_series(1, 60)", first
    )
    await store_task(sql, second)
    projects = await repository.list_projects(limit=2)
    assert [(p.id, len(p.tasks)) for p in projects] == [(first, 60), (second, 1)]


async def test_a_page_begins_above_the_id_it_comes_after(repository: Repository, sql: Sql) -> None:
    """`after` itself is left out and the next id is in."""
    first, second, third = await store_projects(sql, "first", "second", "third")
    assert ids_of(await repository.list_projects(after=first)) == [second, third]


async def test_a_page_may_come_after_an_id_that_no_project_has(
    repository: Repository, sql: Sql
) -> None:
    """A project that was deleted since the last page leaves no gap; behind the last comes none."""
    first, second, third = await store_projects(sql, "first", "second", "third")
    await sql.execute("DELETE FROM projects WHERE id = $1", second)
    assert ids_of(await repository.list_projects(after=second)) == [third]
    assert ids_of(await repository.list_projects(after=-1)) == [first, third]
    assert ids_of(await repository.list_projects(after=third)) == []


async def test_a_page_has_fifty_projects_unless_told_otherwise(
    repository: Repository, sql: Sql
) -> None:
    """The default limit is 50, and the page is the first one."""
    await sql.execute("INSERT INTO projects (name) SELECT n::text FROM generate_series(1, 51) n")
    projects = await repository.list_projects()
    assert [project.name for project in projects] == [str(n) for n in range(1, 51)]


async def test_a_page_has_up_to_a_thousand_projects(repository: Repository, sql: Sql) -> None:
    """The longest page is full when there are more."""
    await sql.execute("INSERT INTO projects (name) SELECT n::text FROM generate_series(1, 1001) n")
    assert len(await repository.list_projects(limit=1000)) == 1000


async def test_paging_meets_each_project_once_whatever_changes_meanwhile(
    repository: Repository, sql: Sql
) -> None:
    """Projects deleted before and added behind the page neither repeat nor hide another."""
    project_ids = await store_projects(sql, "a", "b", "c", "d")
    met = ids_of(await repository.list_projects(limit=2))
    await sql.execute("DELETE FROM projects WHERE id = $1", project_ids[0])
    project_ids += await store_projects(sql, "e")
    while page := await repository.list_projects(after=met[-1], limit=2):
        met += ids_of(page)
    assert met == project_ids


async def test_projects_listed_twice_show_what_others_have_committed_since(
    repository: Repository, sql: Sql
) -> None:
    """A second list asks Postgres again: projects, their tasks and their names are those of now."""
    [first] = await store_projects(sql, "old")
    _held = await repository.list_projects()
    await sql.execute("UPDATE projects SET name = 'new'")
    await store_projects(sql, "newer")
    task_id = await store_task(sql, first)
    projects = await repository.list_projects()
    assert [(p.name, task_ids_of(p)) for p in projects] == [("new", [task_id]), ("newer", [])]


@pytest.mark.parametrize("count", [1, 10, 100])
async def test_listing_projects_takes_no_more_statements_for_more_projects(
    open_database: Open, database_url: str, sql: Sql, count: int
) -> None:
    """A hundred projects with three tasks each cost at most two statements, as one does."""
    await sql.execute(
        "INSERT INTO projects (name) SELECT n::text FROM generate_series(1, $1::int) n", count
    )
    await sql.execute(
        "INSERT INTO tasks (title, project_id) SELECT 'x', id FROM projects, generate_series(1, 3)"
    )
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        for _ in range(2):
            observer.restart()
            async with database.autocommit() as repository:
                projects = await repository.list_projects(limit=100)
    assert [len(project.tasks) for project in projects] == [3] * count
    assert len(observer.recording.statements) <= 2


# delete_project


async def test_a_deleted_project_is_gone_and_the_others_stay(
    autocommit: Repository, sql: Sql
) -> None:
    """One row is removed."""
    first, second = await store_projects(sql, "first", "second")
    await autocommit.delete_project(first)
    assert [row["id"] for row in await sql.fetch("SELECT id FROM projects")] == [second]


async def test_the_tasks_of_a_deleted_project_stay_and_belong_to_none(
    autocommit: Repository, sql: Sql
) -> None:
    """Its tasks lose their project and nothing else; tasks of another project keep theirs."""
    first, second = await store_projects(sql, "first", "second")
    await store_task(sql, first, "of first")
    await store_task(sql, second, "of second")
    await autocommit.delete_project(first)
    rows = await sql.fetch("SELECT title, project_id FROM tasks ORDER BY id")
    assert [tuple(row) for row in rows] == [("of first", None), ("of second", second)]


async def test_a_project_that_was_read_is_deleted_all_the_same(
    repository: Repository, sql: Sql
) -> None:
    """What the block has read of project and tasks keeps no memory of them alive."""
    [project_id] = await store_projects(sql, "move")
    task_id = await store_task(sql, project_id)
    _held = await repository.get_project(project_id)
    await repository.delete_project(project_id)
    assert (await repository.get_task(task_id)).project_id is None
    with pytest.raises(ProjectNotFound):
        await repository.get_project(project_id)


async def test_deleting_an_unknown_project_raises_project_not_found(
    repository: Repository, sql: Sql
) -> None:
    """An id that no row has is an error, and nothing is deleted."""
    await store_projects(sql, "move")
    with pytest.raises(ProjectNotFound):
        await repository.delete_project(NEVER)
    assert len(await repository.list_projects()) == 1


async def test_deleting_a_project_twice_raises_project_not_found(
    repository: Repository, sql: Sql
) -> None:
    """The second time there is nothing to delete."""
    [project_id] = await store_projects(sql, "move")
    await repository.delete_project(project_id)
    with pytest.raises(ProjectNotFound):
        await repository.delete_project(project_id)


async def test_a_deletion_that_is_rolled_back_leaves_project_and_tasks_together(
    database: Database, sql: Sql
) -> None:
    """Deleting is part of the transaction: undone, the tasks have their project again."""
    [project_id] = await store_projects(sql, "move")
    await store_task(sql, project_id)
    with suppress(TimeoutError):
        async with database.transaction() as repository:
            await repository.delete_project(project_id)
            raise TimeoutError
    assert await sql.fetchval("SELECT project_id FROM tasks") == project_id
