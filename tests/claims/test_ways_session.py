"""Claims F7 to F11: identity map, change tracking, flush, results and loading of a session."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import ARRAY, Text, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    joinedload,
    lazyload,
    mapped_column,
    selectinload,
)
from sqlmodel import select as sqlmodel_select
from sqlmodel.ext.asyncio.session import AsyncSession as SQLModelSession

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from variants.sqlalchemy_orm.mapping import Project, Task
from variants.sqlmodel_orm import mapping as sqlmodel
from workbook.wire import Observer

TWO_TASKS = "INSERT INTO tasks (title) VALUES ('a'), ('b')"
TASKS_EACH = 2


class Base(DeclarativeBase):
    """The tables of this file."""


class Note(Base):
    """With a list that is watched for changes within it, and one that is not."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    plain: Mapped[list[str]] = mapped_column(ARRAY(Text))
    watched: Mapped[list[str]] = mapped_column(MutableList.as_mutable(ARRAY(Text)))


def sent(observer: Observer, verb: str) -> list[str]:
    """The statements of this kind since the last time."""
    texts = [text for text in observer.recording.texts if text.startswith(verb)]
    observer.restart()
    return texts


async def test_the_identity_map_answers_until_something_expires_it(
    sql: Sql, observer: Observer, engines: Engines, driver: Driver
) -> None:
    """Two gets send 1 SELECT, also when the row has changed; after a commit the next sends 1."""
    await sql.execute(TWO_TASKS)
    async with AsyncSession(engines(driver)) as session:
        task = await session.get_one(Task, 1)
        await sql.execute("UPDATE tasks SET title = 'changed'")
        sent(observer, "SELECT")
        assert await session.get(Task, 1) is task
        assert (task.title, sent(observer, "SELECT")) == ("a", [])
        assert await session.scalar(select(Task).where(Task.id == 1)) is task
        assert (task.title, len(sent(observer, "SELECT"))) == ("a", 1)
        await session.commit()
        assert await session.get(Task, 1) is task
        assert (task.title, len(sent(observer, "SELECT"))) == ("changed", 1)
    async with AsyncSession(engines(driver)) as other:
        assert await other.get(Task, 1) is not task


async def test_a_flush_sends_the_changed_columns_only(
    observer: Observer, engines: Engines, driver: Driver
) -> None:
    """One assignment is one column (and the version); the same value sends nothing."""
    async with AsyncSession(engines(driver)) as session:
        task = Task(title="a")
        session.add(task)
        await session.flush()
        sent(observer, "UPDATE")
        task.title = "b"
        await session.flush()
        [update] = sent(observer, "UPDATE")
        assert update.split(" WHERE ")[0] == (
            "UPDATE tasks SET title=$1::VARCHAR, version=$2::INTEGER"
        )
        task.title = "b"
        await session.flush()
        task.title = "c"
        task.title = "b"
        await session.flush()
        assert sent(observer, "UPDATE") == []


async def test_a_query_flushes_too(observer: Observer, engines: Engines, driver: Driver) -> None:
    """A change is sent before the next SELECT, without a call of flush()."""
    async with AsyncSession(engines(driver)) as session:
        session.add(Task(title="a"))
        await session.scalar(select(Task.id))
    assert [text.split()[0].strip(";") for text in observer.recording.texts[-4:]] == [
        *("BEGIN", "INSERT", "SELECT", "ROLLBACK"),
    ]


async def test_a_change_inside_a_list_is_not_noticed(
    observer: Observer, engines: Engines, driver: Driver
) -> None:
    """Appending to a plain list sends nothing; a MutableList reports it."""
    async with engines(driver).connect() as connection, AsyncSession(connection) as session:
        create = "CREATE TEMPORARY TABLE notes (id int PRIMARY KEY, plain text[], watched text[])"
        await session.execute(text(create))
        note = Note(id=1, plain=[], watched=[])
        session.add(note)
        await session.flush()
        sent(observer, "UPDATE")
        note.plain.append("x")
        await session.flush()
        assert sent(observer, "UPDATE") == []
        note.watched.append("x")
        await session.flush()
        [update] = sent(observer, "UPDATE")
        assert "SET watched=" in update


async def test_a_flush_assigns_the_key_and_commits_nothing(
    sql: Sql, engines: Engines, driver: Driver
) -> None:
    """The key is there while nobody else sees the row; after a rollback the number stays used."""
    async with AsyncSession(engines(driver)) as session:
        first, second = Task(title="a"), Task(title="b")
        session.add(first)
        await session.flush()
        assert first.id == 1
        assert await sql.fetchval("SELECT count(*) FROM tasks") == 0
        await session.rollback()
        assert inspect(first).transient
        session.add(second)
        await session.commit()
    assert await sql.fetch("SELECT id, title FROM tasks") == [(2, "b")]


async def test_scalars_gives_the_first_column_and_execute_rows(
    sql: Sql, engines: Engines, driver: Driver
) -> None:
    """Of a mapped class that is the object; of two columns it is the first, without a word."""
    await sql.execute(TWO_TASKS)
    async with AsyncSession(engines(driver)) as session:
        in_order = select(Task).order_by(Task.id)
        objects = list(await session.scalars(in_order))
        assert [type(task) for task in objects] == [Task, Task]
        assert [tuple(row) for row in await session.execute(in_order)] == [
            (task,) for task in objects
        ]
        columns = select(Task.id, Task.title).order_by(Task.id)
        assert list(await session.scalars(columns)) == [1, 2]
        assert list(await session.execute(columns)) == [(1, "a"), (2, "b")]


async def test_sqlmodels_exec_chooses_by_what_was_selected(
    sql: Sql, engines: Engines, driver: Driver
) -> None:
    """Objects for one class, rows for two columns."""
    await sql.execute(TWO_TASKS)
    model = sqlmodel.Task
    async with SQLModelSession(engines(driver)) as session:
        objects = list(await session.exec(sqlmodel_select(model)))
        assert [type(task) for task in objects] == [model, model]
        columns = sqlmodel_select(model.id, model.title).order_by(model.title)
        assert list(await session.exec(columns)) == [(1, "a"), (2, "b")]


async def store_projects(sql: Sql, number: int) -> None:
    """So many projects, with two tasks each."""
    await sql.execute(f"""
        INSERT INTO projects (name) SELECT 'project ' || n FROM generate_series(1, {number}) n;
        INSERT INTO tasks (title, project_id)
            SELECT 'task', id FROM projects, generate_series(1, {TASKS_EACH})""")


@pytest.mark.parametrize(
    ("loading", "cost"),
    [
        ((lazyload, 20), (21, 60)),
        ((selectinload, 20), (2, 60)),
        ((joinedload, 20), (1, 40)),
        ((selectinload, 500), (2, 1500)),
        ((selectinload, 501), (3, 1503)),
    ],
)
async def test_what_each_loading_strategy_sends(
    sql: Sql, observer: Observer, engines: Engines, loading: Any, cost: Any
) -> None:
    """Statements and rows on the wire; selectinload asks once for each 500 parents."""
    strategy, projects = loading
    await store_projects(sql, projects)
    statement = select(Project).options(strategy(Project.tasks))
    async with AsyncSession(engines()) as session:
        await session.connection()
        observer.restart()
        found = await session.run_sync(
            lambda sync: sum(len(project.tasks) for project in sync.scalars(statement).unique())
        )
    selects = [sent for sent in observer.recording.statements if sent.text.startswith("SELECT")]
    assert found == projects * TASKS_EACH
    assert (len(selects), sum(sent.rows for sent in selects)) == cost


async def test_a_lazy_load_in_async_code_is_an_error_and_sends_nothing(
    sql: Sql, observer: Observer, engines: Engines, driver: Driver
) -> None:
    """Reading a relationship that was not loaded raises instead of making N+1 statements."""
    await store_projects(sql, 1)
    async with AsyncSession(engines(driver)) as session:
        project = await session.get_one(Project, 1, options=[lazyload(Project.tasks)])
        observer.restart()
        with pytest.raises(SQLAlchemyError) as caught:
            _ = project.tasks
        assert "greenlet_spawn has not been called" in str(caught.value)
        assert observer.recording.statements == []
