"""Claims F6, F12 to F14 and F19: what mappings and models check, and when."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Column, Integer, MetaData, insert, make_url, select, text
from sqlalchemy.exc import CompileError, DBAPIError, InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from variants.sqlalchemy_core.mapping import metadata, tasks
from variants.sqlmodel_orm.mapping import Task, TaskInput
from workbook.wire import Observer

ROOT = Path(__file__).resolve().parents[2]
WRONG: dict[str, Any] = {"title": None, "done": "maybe", "due_at": "soon"}
UNDEFINED_COLUMN = "42703"

MISSPELT = """
from sqlalchemy import Column, MetaData, Table, Text
from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm.mapping import Task

plain = Table("plain", MetaData(), Column("title", Text))
print(plain.c.titel)
print(tasks.c.titel)
number: Column[int] = tasks.c.title
print(Task.titel)
"""


async def test_a_misspelt_column_fails_when_the_statement_is_built(
    observer: Observer, engines: Engines, driver: Driver
) -> None:
    """As an attribute it raises at once, as a key of values at compiling; only text is sent."""
    with pytest.raises(AttributeError, match="titel"):
        select(tasks.c.titel)
    async with engines(driver).connect() as connection:
        observer.restart()
        with pytest.raises(CompileError, match="Unconsumed column names: titel"):
            await connection.execute(insert(tasks).values({"titel": "a"}))
        assert (observer.recording.statements, observer.recording.errors) == ([], [])
        with pytest.raises(DBAPIError, match="titel"):
            await connection.execute(text("SELECT titel FROM tasks"))
        assert observer.recording.errors == [UNDEFINED_COLUMN]


def test_mypy_flags_a_misspelt_attribute_of_a_class_and_no_misspelt_column(tmp_path: Path) -> None:
    """Neither of a plain Table nor of TypedColumns; these only know a column's type."""
    path = tmp_path / "misspelt.py"
    path.write_text(MISSPELT)
    command = [sys.executable, "-m", "mypy", "--no-error-summary", str(path)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=50, check=False
    )
    found = [line.partition("misspelt.py:")[2] for line in done.stdout.splitlines()]
    assert [line.split(":")[0] for line in found] == ["9", "10"], done.stdout + done.stderr
    assert "Column[str]" in found[0]
    assert '"type[Task]" has no attribute "titel"' in found[1]


def test_a_table_model_takes_anything() -> None:
    """Constructed with three wrong values it says nothing; its parent that is no table finds 3."""
    assert Task(**WRONG).model_dump(include=set(WRONG), warnings=False) == WRONG
    for refuse in (Task.model_validate, TaskInput.model_validate):
        with pytest.raises(ValidationError, match="3 validation errors"):
            refuse(WRONG)


def test_a_table_model_as_a_request_body_checks_nothing() -> None:
    """Read as Pydantic reads a body: wrong values pass, and the sender chooses id and version."""
    read: TypeAdapter[Any] = TypeAdapter(Task)
    assert read.validate_python(WRONG).done == "maybe"
    assert read.validate_python({}).id is None
    task = read.validate_python({"title": "a", "id": 7, "version": 9})
    assert (task.id, task.version) == (7, 9)
    with pytest.raises(ValidationError, match="3 validation errors"):
        TypeAdapter(TaskInput).validate_python(WRONG)


def test_a_table_model_as_a_response_leaves_out_its_relationship() -> None:
    """All columns are told, the project is not."""
    told = Task(title="a").model_dump()
    assert sorted(told) == sorted(tasks.columns.keys())


async def test_a_wrong_value_in_a_table_model_reaches_the_driver(
    sql: Sql, engines: Engines, driver: Driver
) -> None:
    """Nothing refuses a title of None before Postgres does."""
    async with AsyncSession(engines(driver)) as session:
        session.add(Task(**{**WRONG, "done": False, "due_at": None}))
        with pytest.raises(DBAPIError, match="null value in column"):
            await session.flush()
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


async def test_a_url_without_a_driver_means_psycopg_and_works(observer: Observer) -> None:
    """`postgresql://` needs no driver named since SQLAlchemy 2.1; a sync driver is refused."""
    engine = create_async_engine(make_url(observer.url).set(drivername="postgresql"))
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1
    await engine.dispose()
    assert (engine.driver, engine.dialect.is_async) == ("psycopg", True)
    with pytest.raises(InvalidRequestError, match="requires an async driver"):
        create_async_engine("sqlite://")


def copy_of(source: MetaData) -> MetaData:
    """The same tables, to be changed."""
    copy = MetaData(naming_convention=source.naming_convention)
    for table in source.tables.values():
        table.to_metadata(copy)
    return copy


async def proposed(engines: Engines, target: MetaData, **options: bool) -> list[str]:
    """What autogenerate would do to the database, by the name of each operation."""
    async with engines().connect() as connection:
        found = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts=options), target)
        )
    return [step[0] if isinstance(step, tuple) else step[0][0] for step in found]


async def test_autogenerate_finds_what_differs(engines: Engines) -> None:
    """Nothing for the mapping as it is; one step for one column more."""
    assert await proposed(engines, metadata) == []
    changed = copy_of(metadata)
    changed.tables["tasks"].append_column(Column("priority", Integer))
    assert await proposed(engines, changed) == ["add_column"]


async def test_autogenerate_takes_a_new_name_for_another_column(engines: Engines) -> None:
    """Renamed is added and removed: as proposed, the values would be lost."""
    renamed = copy_of(metadata)
    table = renamed.tables["tasks"]
    table._columns.remove(table.c.version)
    table.append_column(Column("revision", Integer, nullable=False))
    assert sorted(await proposed(engines, renamed)) == ["add_column", "remove_column"]


async def test_autogenerate_looks_at_defaults_only_when_told_to(engines: Engines) -> None:
    """Another server default: no step, and one with `compare_server_default`."""
    changed = copy_of(metadata)
    default: Any = changed.tables["tasks"].c.version.server_default
    default.arg = text("2")
    assert await proposed(engines, changed) == []
    assert await proposed(engines, changed, compare_server_default=True) == ["modify_default"]
