"""What a session of the ORM does, and rows do not: remember, track, flush, load, expire."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import InvalidRequestError, MissingGreenlet, SQLAlchemyError, StatementError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import lazyload
from sqlalchemy.orm.exc import StaleDataError

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm.mapping import Project, Task
from variants.sqlmodel_orm.mapping import Task as SQLModelTask
from workbook.wire import Observer

READ = "SELECT id, title FROM tasks WHERE id = 1"


def sent(observer: Observer) -> list[str]:
    """The statements since the last time, up to the first name of a table."""
    texts = [text.rstrip(";") for text in observer.recording.texts]
    observer.restart()
    return texts


def openings(observer: Observer) -> list[str]:
    """The first words of what was sent: verb and table of an insert or update."""
    return [" ".join(text.split("(")[0].split(" SET ")[0].split()) for text in sent(observer)]


async def test_rows_are_new_at_every_read(by_asyncpg: asyncpg.Connection[Any], sql: Sql) -> None:
    """Two reads by asyncpg give two records, each with what the table had then."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('before')")
    before = await by_asyncpg.fetchrow(READ)
    await sql.execute("UPDATE tasks SET title = 'after'")
    after = await by_asyncpg.fetchrow(READ)
    assert before is not None
    assert after is not None
    assert (before["title"], after["title"]) == ("before", "after")


async def test_core_rows_are_new_at_every_read(driver: Driver, engines: Engines, sql: Sql) -> None:
    """Two reads by Core give two rows, each with what the table had then."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('before')")
    async with engines(driver).connect() as connection:
        before = (await connection.execute(select(tasks))).one()
        await sql.execute("UPDATE tasks SET title = 'after'")
        after = (await connection.execute(select(tasks))).one()
    assert (before.title, after.title) == ("before", "after")


@pytest.mark.parametrize("model", [Task, SQLModelTask], ids=["orm", "sqlmodel"])
async def test_a_session_gives_one_object_as_it_was_first_read(
    model: type[Task], driver: Driver, engines: Engines, sql: Sql
) -> None:
    """A second read sends its SELECT and returns the first object, unchanged, unless refilled."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('before')")
    async with AsyncSession(engines(driver)) as session:
        task = (await session.scalars(select(model))).one()
        await sql.execute("UPDATE tasks SET title = 'after'")
        assert (await session.scalars(select(model))).one() is task
        assert task.title == "before"
        refilling = select(model).execution_options(populate_existing=True)
        assert (await session.scalars(refilling)).one() is task
        assert task.title == "after"


@pytest.mark.parametrize("model", [Task, SQLModelTask], ids=["orm", "sqlmodel"])
async def test_an_update_names_the_columns_that_were_assigned_another_value(
    model: type[Task], driver: Driver, engines: Engines, sql: Sql, observer: Observer
) -> None:
    """Title alone, and the version; after an assignment of the same value nothing at all."""
    await sql.execute("INSERT INTO tasks (title, assignee) VALUES ('before', 'Ann')")
    async with AsyncSession(engines(driver)) as session:
        task = await session.get_one(model, 1)
        sent(observer)
        task.title, task.assignee = "after", "Ann"
        await session.flush()
        [statement] = sent(observer)
        named = [part.split("=")[0] for part in statement.split(" SET ")[1].split(", ")]
        assert named == ["title", "version"]
        task.title = "after"
        await session.flush()
        assert sent(observer) == []


async def test_core_names_the_columns_it_is_given(
    driver: Driver, engines: Engines, sql: Sql, observer: Observer
) -> None:
    """Both columns, though only one of them changes anything, and no version."""
    await sql.execute("INSERT INTO tasks (title, assignee) VALUES ('before', 'Ann')")
    async with engines(driver).begin() as connection:
        await connection.execute(select(tasks))
        sent(observer)
        await connection.execute(update(tasks).values(title="after", assignee="Ann"))
        [statement] = sent(observer)
    named = [part.split("=")[0] for part in statement.split(" SET ")[1].split(", ")]
    assert named == ["title", "assignee"]


async def test_a_flush_sends_in_the_order_of_dependence(
    driver: Driver, engines: Engines, sql: Sql, observer: Observer
) -> None:
    """Added as task, project; sent as project, task; the delete comes last, though first asked."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('old')")
    async with AsyncSession(engines(driver)) as session:
        await session.delete(await session.get_one(Task, 1))
        project = Project(name="p")
        session.add(Task(title="new", project=project))
        session.add(project)
        sent(observer)
        await session.flush()
        assert openings(observer) == [
            "INSERT INTO projects",
            "INSERT INTO tasks",
            "DELETE FROM tasks WHERE tasks.id = $1::BIGINT AND tasks.version = $2::INTEGER",
        ]


@pytest.mark.parametrize("statement", ["SELECT 1", "SET LOCAL timezone TO 'UTC'"])
async def test_every_execute_flushes_first(
    statement: str, driver: Driver, engines: Engines, observer: Observer
) -> None:
    """What was added is sent ahead of any statement, one that has no table too."""
    async with AsyncSession(engines(driver)) as session:
        await session.execute(text("SELECT 0"))
        session.add(Task(title="x"))
        sent(observer)
        await session.execute(text(statement))
        assert openings(observer) == ["INSERT INTO tasks", statement]


async def test_without_autoflush_nothing_is_sent_before_it_is_asked_for(
    driver: Driver, engines: Engines, observer: Observer
) -> None:
    """With autoflush=False the statement goes alone; the insert waits for the flush."""
    async with AsyncSession(engines(driver), autoflush=False) as session:
        session.add(Task(title="x"))
        await session.execute(text("SELECT 1"))
        assert "INSERT INTO tasks" not in openings(observer)
        await session.flush()
        assert openings(observer) == ["INSERT INTO tasks"]


# Lazy loading

LAZY = {"asyncpg": MissingGreenlet, "psycopg": StatementError}


async def test_a_lazy_load_outside_the_greenlet_fails(
    driver: Driver, engines: Engines, sql: Sql
) -> None:
    """asyncpg: MissingGreenlet itself; psycopg: the same inside a StatementError."""
    await sql.execute("INSERT INTO projects (name) VALUES ('p')")
    async with AsyncSession(engines(driver)) as session:
        lazy = select(Project).options(lazyload(Project.tasks))
        project = (await session.scalars(lazy)).one()
        with pytest.raises(SQLAlchemyError) as caught:
            _ = project.tasks
    assert type(caught.value) is LAZY[driver]


async def test_a_relationship_that_raises_needs_no_driver(
    driver: Driver, engines: Engines, sql: Sql, observer: Observer
) -> None:
    """lazy="raise" is refused before anything is sent, alike on both."""
    await sql.execute("INSERT INTO projects (name) VALUES ('p')")
    async with AsyncSession(engines(driver)) as session:
        project = await session.get_one(Project, 1)
        observer.restart()
        with pytest.raises(InvalidRequestError, match="lazy='raise'"):
            _ = project.tasks
        assert sent(observer) == []


# Expiry, bulk updates and versions


async def test_a_rollback_expires_what_a_session_holds(
    driver: Driver, engines: Engines, sql: Sql
) -> None:
    """Also with expire_on_commit=False; a Core row of the same transaction stays as it is."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('x')")
    async with AsyncSession(engines(driver), expire_on_commit=False) as session:
        task = await session.get_one(Task, 1)
        row = (await session.execute(select(tasks))).one()
        await session.commit()
        assert task.title == "x"
        await session.get_one(Task, 1, populate_existing=True)
        await session.rollback()
        assert row.title == "x"
        with pytest.raises(SQLAlchemyError) as caught:
            _ = task.title
    assert type(caught.value) is LAZY[driver]


async def test_what_was_let_go_survives_a_rollback(
    driver: Driver, engines: Engines, sql: Sql
) -> None:
    """An object that was taken out of the session stays readable."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('x')")
    async with AsyncSession(engines(driver)) as session:
        task = await session.get_one(Task, 1)
        session.expunge(task)
        await session.rollback()
    assert task.title == "x"


async def test_a_bulk_update_leaves_the_version_alone(
    driver: Driver, engines: Engines, sql: Sql
) -> None:
    """update() writes what it was given; only a flush raises version_id_col."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('before')")
    async with AsyncSession(engines(driver)) as session:
        await session.execute(update(Task).values(title="by statement"))
        assert await session.scalar(select(tasks.c.version)) == 1
        task = await session.get_one(Task, 1)
        task.title = "by flush"
        await session.flush()
        assert await session.scalar(select(tasks.c.version)) == 2


async def test_a_flush_insists_on_the_version_it_read(
    driver: Driver, engines: Engines, sql: Sql
) -> None:
    """Somebody else's change in between raises StaleDataError, an error without SQLSTATE."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('before')")
    async with AsyncSession(engines(driver)) as session:
        task = await session.get_one(Task, 1)
        await sql.execute("UPDATE tasks SET version = version + 1")
        task.title = "after"
        with pytest.raises(StaleDataError):
            await session.flush()


@pytest.mark.parametrize(("synchronize", "seen"), [("auto", "after"), (False, "before")])
async def test_a_bulk_update_changes_objects_only_if_synchronized(
    synchronize: str | bool, seen: str, driver: Driver, engines: Engines, sql: Sql
) -> None:
    """By default the session's object follows; with synchronize_session=False it is stale."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('before')")
    async with AsyncSession(engines(driver)) as session:
        task = await session.get_one(Task, 1)
        statement = update(Task).values(title="after")
        await session.execute(statement, execution_options={"synchronize_session": synchronize})
        assert task.title == seen


@pytest.mark.parametrize(("render_nulls", "statements"), [(False, 3), (True, 1)])
async def test_a_bulk_insert_begins_anew_where_other_fields_are_none(
    render_nulls: bool, statements: int, driver: Driver, engines: Engines, observer: Observer
) -> None:
    """Three rows, None alternating: three INSERTs of the ORM, or one with render_nulls."""
    rows = [{"title": "x", "assignee": name} for name in ("Ann", None, "Bob")]
    async with AsyncSession(engines(driver)) as session:
        await session.execute(
            insert(Task).returning(Task.id), rows, execution_options={"render_nulls": render_nulls}
        )
        assert openings(observer).count("INSERT INTO tasks") == statements
