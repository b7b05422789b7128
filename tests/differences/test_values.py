"""What becomes of a value on its way in, and what may be done with what comes out."""

from __future__ import annotations

from typing import Any

import asyncpg
import psycopg
import pytest
from pydantic import ValidationError
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer
from sqlalchemy.orm.exc import DetachedInstanceError
from sqlmodel.ext.asyncio.session import AsyncSession as SQLModelSession

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm.mapping import Task
from variants.sqlmodel_orm.mapping import Task as SQLModelTask
from variants.sqlmodel_orm.mapping import TaskInput

NUMBERS = "CREATE TEMPORARY TABLE numbers (number integer)"

# An integer column after it was given this; None where the value was refused.
BY_ASYNCPG = [(1.5, 1), (2.5, 2), ("5", None), (True, 1)]
BY_PSYCOPG = [(1.5, 2), (2.5, 2), ("5", 5), (True, None)]
BY_SQLALCHEMY = [
    *(("asyncpg", given, kept) for given, kept in BY_ASYNCPG),
    *(("psycopg", given, kept) for given, kept in [*BY_PSYCOPG[:3], (True, 1)]),
]


@pytest.mark.parametrize(("given", "kept"), BY_ASYNCPG)
async def test_asyncpg_makes_an_integer_itself(
    given: object, kept: int | None, by_asyncpg: asyncpg.Connection[Any]
) -> None:
    """1.5 and 2.5 lose their fraction, True is 1, '5' is a DataError: Postgres sees an integer."""
    await by_asyncpg.execute(NUMBERS)
    statement = "INSERT INTO numbers VALUES ($1) RETURNING number"
    try:
        found = await by_asyncpg.fetchval(statement, given)
    except asyncpg.DataError:
        found = None
    assert found == kept


@pytest.mark.parametrize(("given", "kept"), BY_PSYCOPG)
async def test_psycopg_leaves_an_integer_to_postgres(
    given: object, kept: int | None, by_psycopg: psycopg.AsyncConnection[Any]
) -> None:
    """1.5 and 2.5 are rounded to even, '5' is read as 5, a boolean is of the wrong type."""
    await by_psycopg.execute(NUMBERS)
    statement = "INSERT INTO numbers VALUES (%s) RETURNING number"
    try:
        row = await (await by_psycopg.execute(statement, [given])).fetchone()
    except psycopg.errors.DatatypeMismatch:
        row = (None,)
    assert row == (kept,)


@pytest.mark.parametrize(("driver", "given", "kept"), BY_SQLALCHEMY)
async def test_sqlalchemy_does_as_its_driver_but_casts(
    driver: Driver, given: object, kept: int | None, engines: Engines
) -> None:
    """Each driver's results, but for True on psycopg, which the cast to INTEGER makes 1."""
    statement = insert(tasks).values(title="x", version=given).returning(tasks.c.version)
    async with engines(driver).connect() as connection:
        try:
            found = await connection.scalar(statement)
        except DBAPIError:
            found = None
    assert found == kept


# Validation at construction

NOT_A_TITLE: Any = 5


@pytest.mark.parametrize("model", [Task, SQLModelTask], ids=["orm", "sqlmodel"])
def test_a_mapped_class_takes_any_value(model: type[Task]) -> None:
    """Neither the ORM's class nor the table model looks at the value, and none is required."""
    assert vars(model(title=NOT_A_TITLE))["title"] == NOT_A_TITLE
    assert model().id is None


def test_only_a_model_without_a_table_validates() -> None:
    """The input model refuses a wrong title and a missing one; the table's `model_validate` too."""
    with pytest.raises(ValidationError):
        TaskInput(title=NOT_A_TITLE)
    for values in ({"title": NOT_A_TITLE}, {}):
        with pytest.raises(ValidationError):
            SQLModelTask.model_validate(values)


def test_the_orm_refuses_a_name_and_sqlmodel_ignores_it() -> None:
    """A misspelt argument is a TypeError of the mapped class; the table model drops it."""
    misspelt: Any = {"titel": "x"}
    with pytest.raises(TypeError, match="titel"):
        Task(**misspelt)
    assert not hasattr(SQLModelTask(**misspelt), "titel")


# Results, read after the connection is closed


async def test_a_record_outlives_its_connection(database_url: str, sql: Sql) -> None:
    """By key, by position and unpacked; not by attribute; and it cannot be assigned to."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('x')")
    connection = await asyncpg.connect(database_url)
    record: Any = await connection.fetchrow("SELECT id, title FROM tasks")
    await connection.close()
    assert (record["title"], record[1], tuple(record)) == ("x", "x", (1, "x"))
    with pytest.raises(AttributeError):
        _ = record.title
    with pytest.raises(TypeError):
        record["title"] = "y"


async def test_a_row_outlives_its_connection(driver: Driver, engines: Engines, sql: Sql) -> None:
    """By attribute, by position and as a mapping; not by key; and it cannot be assigned to."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('x')")
    engine = engines(driver)
    async with engine.connect() as connection:
        row: Any = (await connection.execute(select(tasks.c.id, tasks.c.title))).one()
    await engine.dispose()
    assert (row.title, row[1], tuple(row), row._mapping["title"]) == ("x", "x", (1, "x"), "x")
    with pytest.raises(TypeError):
        _ = row["title"]
    with pytest.raises(AttributeError):
        row.title = "y"


async def test_a_detached_object_keeps_what_was_loaded(
    driver: Driver, engines: Engines, sql: Sql
) -> None:
    """Loaded columns stay readable, assignment goes nowhere; a column not loaded raises."""
    await sql.execute("INSERT INTO tasks (title, assignee) VALUES ('x', 'Ann')")
    engine = engines(driver)
    async with AsyncSession(engine) as session:
        task = (await session.scalars(select(Task).options(defer(Task.assignee)))).one()
    await engine.dispose()
    assert task.title == "x"
    task.title = "y"
    with pytest.raises(DetachedInstanceError):
        _ = task.assignee
    assert await sql.fetchval("SELECT title FROM tasks") == "x"


async def test_a_detached_sqlmodel_object_is_a_pydantic_model_too(
    driver: Driver, engines: Engines, sql: Sql
) -> None:
    """It can be dumped after the end, which no other result can."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('x')")
    engine = engines(driver)
    async with SQLModelSession(engine) as session:
        task = await session.get_one(SQLModelTask, 1)
    await engine.dispose()
    assert task.model_dump(include={"id", "title"}) == {"id": 1, "title": "x"}
    assert not hasattr(Task, "model_dump")
