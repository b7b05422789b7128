"""Promises about the two reports: projects in figures, and the newest tasks of each project."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.domain import NewTask, ProjectSummary
from shared.protocol import Repository
from tests.contract.conftest import Open, Sql
from workbook.wire import observe

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def store_projects(sql: Sql, *names: str) -> list[int]:
    """Empty projects, written by plain SQL; their ids."""
    statement = "INSERT INTO projects (name) VALUES ($1) RETURNING id"
    return [await sql.fetchval(statement, name) for name in names]


async def store_task(
    sql: Sql,
    project_id: int | None,
    *,
    created_at: datetime = NOON,
    done: bool = False,
    due_in: timedelta | None = None,
) -> int:
    """A task, due after `due_in` by the server's clock, written by plain SQL; its id."""
    statement = """
        INSERT INTO tasks (title, project_id, created_at, done, due_at)
        VALUES ('x', $1, $2, $3, now() + $4::interval) RETURNING id"""
    task_id: int = await sql.fetchval(statement, project_id, created_at, done, due_in)
    return task_id


async def newest_ids(repository: Repository, per_project: int) -> list[int]:
    return [task.id for task in await repository.newest_tasks(per_project)]


# summarize_projects


async def test_a_summary_is_a_project_in_figures(repository: Repository, sql: Sql) -> None:
    """All, done, overdue, and when the newest was created, in the type the contract names."""
    [project_id] = await store_projects(sql, "move")
    await store_task(sql, project_id, done=True)
    await store_task(sql, project_id, created_at=NOON + HOUR, due_in=-HOUR)
    await store_task(sql, project_id, created_at=NOON - HOUR)
    assert list(await repository.summarize_projects()) == [
        ProjectSummary(project_id, "move", total=3, done=1, overdue=1, newest_at=NOON + HOUR)
    ]


async def test_a_project_without_tasks_is_summarized_as_zeros(
    repository: Repository, sql: Sql
) -> None:
    """An empty project is there, with no newest task."""
    [project_id] = await store_projects(sql, "move")
    assert list(await repository.summarize_projects()) == [
        ProjectSummary(project_id, "move", total=0, done=0, overdue=0, newest_at=None)
    ]


async def test_without_projects_there_is_nothing_to_summarize(
    repository: Repository, sql: Sql
) -> None:
    """Tasks that belong to no project make no summary."""
    await store_task(sql, None)
    assert list(await repository.summarize_projects()) == []


async def test_summaries_come_by_id(repository: Repository, sql: Sql) -> None:
    """The order is that of the ids, whatever the names, the rows' places and the figures."""
    project_ids = await store_projects(sql, "c", "a", "b")
    for project_id in reversed(project_ids):
        await sql.execute("UPDATE projects SET name = name WHERE id = $1", project_id)
    await store_task(sql, project_ids[1])
    summaries = await repository.summarize_projects()
    assert [summary.project_id for summary in summaries] == project_ids


async def test_each_project_is_summarized_from_its_own_tasks(
    repository: Repository, sql: Sql
) -> None:
    """No figure of one project shows in another, and tasks of no project show nowhere."""
    first, second = await store_projects(sql, "first", "second")
    for _ in range(2):
        await store_task(sql, second, done=True)
    await store_task(sql, first, due_in=-HOUR)
    await store_task(sql, None, done=True, created_at=NOON + HOUR)
    assert list(await repository.summarize_projects()) == [
        ProjectSummary(first, "first", total=1, done=0, overdue=1, newest_at=NOON),
        ProjectSummary(second, "second", total=2, done=2, overdue=0, newest_at=NOON),
    ]


@pytest.mark.parametrize(
    ("done", "due_in", "overdue"),
    [(False, -HOUR, 1), (False, HOUR, 0), (False, None, 0), (True, -HOUR, 0)],
    ids=["past due", "due later", "never due", "done late"],
)
async def test_only_an_open_task_past_due_is_overdue(
    repository: Repository, sql: Sql, done: bool, due_in: timedelta | None, overdue: int
) -> None:
    """What is done, due later, or never due, is not overdue."""
    [project_id] = await store_projects(sql, "move")
    await store_task(sql, project_id, done=done, due_in=due_in)
    [summary] = await repository.summarize_projects()
    assert summary.overdue == overdue


async def test_overdue_goes_by_the_clock_of_postgres(repository: Repository) -> None:
    """Due at Postgres's own `now()` is not past due yet; the client's clock is further already."""
    project = await repository.add_project("move")
    task = await repository.add_task(NewTask("x", project_id=project.id))
    await repository.edit_task(task.id, due_at=task.created_at)
    [due_now] = await repository.summarize_projects()
    await repository.edit_task(task.id, due_at=task.created_at - timedelta(microseconds=1))
    [just_past] = await repository.summarize_projects()
    assert (due_now.overdue, just_past.overdue) == (0, 1)


async def test_summaries_show_what_others_have_committed_since(
    repository: Repository, sql: Sql
) -> None:
    """A second report asks Postgres again."""
    [project_id] = await store_projects(sql, "old")
    await repository.summarize_projects()
    await sql.execute("UPDATE projects SET name = 'new'")
    await store_task(sql, project_id)
    [summary] = await repository.summarize_projects()
    assert (summary.name, summary.total) == ("new", 1)


async def test_summarizing_takes_one_statement_for_any_number_of_projects(
    open_database: Open, database_url: str, sql: Sql
) -> None:
    """A hundred projects are one question to Postgres."""
    await sql.execute("INSERT INTO projects (name) SELECT n::text FROM generate_series(1, 100) n")
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        for _ in range(2):
            observer.restart()
            async with database.autocommit() as repository:
                summaries = await repository.summarize_projects()
    assert (len(summaries), len(observer.recording.statements)) == (100, 1)


# newest_tasks


async def test_the_newest_tasks_come_newest_first(repository: Repository, sql: Sql) -> None:
    """What counts is when a task was created, not its id."""
    [project_id] = await store_projects(sql, "move")
    middle = await store_task(sql, project_id, created_at=NOON)
    newest = await store_task(sql, project_id, created_at=NOON + HOUR)
    oldest = await store_task(sql, project_id, created_at=NOON - HOUR)
    assert await newest_ids(repository, 10) == [newest, middle, oldest]


async def test_of_each_project_at_most_so_many_are_the_newest(
    repository: Repository, sql: Sql
) -> None:
    """The number holds for every project by itself, and the older tasks are what is left out."""
    first, second = await store_projects(sql, "first", "second")
    expected = []
    for project_id in (first, second):
        newest = await store_task(sql, project_id, created_at=NOON + HOUR)
        await store_task(sql, project_id, created_at=NOON - HOUR)
        middle = await store_task(sql, project_id, created_at=NOON)
        expected += [newest, middle]
    assert await newest_ids(repository, 2) == expected


async def test_a_project_with_few_tasks_gives_all_of_them(repository: Repository, sql: Sql) -> None:
    """The places it leaves empty go to no other project."""
    first, second = await store_projects(sql, "first", "second")
    few = [await store_task(sql, first)]
    many = [await store_task(sql, second) for _ in range(4)]
    assert await newest_ids(repository, 3) == few + many[:0:-1]


async def test_of_tasks_created_at_the_same_time_the_higher_id_is_newer(
    repository: Repository, sql: Sql
) -> None:
    """Ties are broken by the id, at the edge of the number too: no two runs differ."""
    [project_id] = await store_projects(sql, "move")
    task_ids = [await store_task(sql, project_id) for _ in range(5)]
    await sql.execute("UPDATE tasks SET title = title WHERE id = $1", task_ids[2])
    assert await newest_ids(repository, 3) == task_ids[:1:-1]


async def test_the_newest_tasks_come_by_project(repository: Repository, sql: Sql) -> None:
    """The project with the lower id is first, even where all its tasks are older."""
    first, second = await store_projects(sql, "z", "a")
    newer = await store_task(sql, second, created_at=NOON + HOUR)
    older = await store_task(sql, first, created_at=NOON - HOUR)
    assert await newest_ids(repository, 1) == [older, newer]


async def test_tasks_of_no_project_are_not_among_the_newest(
    repository: Repository, sql: Sql
) -> None:
    """They are left out however new they are."""
    [project_id] = await store_projects(sql, "move")
    task_id = await store_task(sql, project_id)
    await store_task(sql, None, created_at=NOON + HOUR)
    assert await newest_ids(repository, 10) == [task_id]


async def test_done_tasks_are_among_the_newest(repository: Repository, sql: Sql) -> None:
    """The report asks when, not whether."""
    [project_id] = await store_projects(sql, "move")
    task_id = await store_task(sql, project_id, done=True)
    assert await newest_ids(repository, 1) == [task_id]


async def test_projects_without_tasks_have_no_newest(repository: Repository, sql: Sql) -> None:
    """There is nothing to show of an empty project."""
    await store_projects(sql, "move")
    assert await newest_ids(repository, 1) == []


async def test_the_newest_tasks_of_a_thousand_may_be_asked_for(
    repository: Repository, sql: Sql
) -> None:
    """The largest number that is allowed is kept to the task."""
    [project_id] = await store_projects(sql, "move")
    await sql.execute(
        "INSERT INTO tasks (title, project_id) SELECT 'x', $1 FROM generate_series(1, 1001)",
        project_id,
    )
    assert len(await repository.newest_tasks(1000)) == 1000


async def test_a_newest_task_is_complete(repository: Repository, sql: Sql) -> None:
    """Each attribute has the value of its own column."""
    [project_id] = await store_projects(sql, "move")
    row = await sql.fetchrow(
        """
        INSERT INTO tasks (title, done, project_id, assignee, due_at, external_id, version)
        VALUES ('pack', true, $1, 'Zoë', '2030-01-02 03:04:05+00', 'T-1', 7)
        RETURNING id, title, done, project_id, assignee, due_at, external_id, version, created_at
        """,
        project_id,
    )
    [task] = await repository.newest_tasks(1)
    assert row is not None
    assert {name: getattr(task, name) for name in dict(row)} == dict(row)


async def test_the_newest_tasks_show_what_others_have_committed_since(
    repository: Repository, sql: Sql
) -> None:
    """A task that was read before comes with its title of now."""
    [project_id] = await store_projects(sql, "move")
    await store_task(sql, project_id)
    _held = await repository.newest_tasks(1)  # an identity map forgets what nobody holds
    await sql.execute("UPDATE tasks SET title = 'new'")
    assert [task.title for task in await repository.newest_tasks(1)] == ["new"]


async def test_the_newest_tasks_take_one_statement_for_any_number_of_projects(
    open_database: Open, database_url: str, sql: Sql
) -> None:
    """A hundred projects are one question to Postgres."""
    await sql.execute("INSERT INTO projects (name) SELECT n::text FROM generate_series(1, 100) n")
    await sql.execute("INSERT INTO tasks (title, project_id) SELECT 'x', id FROM projects")
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        for _ in range(2):
            observer.restart()
            async with database.autocommit() as repository:
                tasks = await repository.newest_tasks(2)
    assert (len(tasks), len(observer.recording.statements)) == (100, 1)
