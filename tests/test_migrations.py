"""The schema goes up and down, keeps its rows, and is what the three mappings say it is."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Index, Integer, MetaData, String, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

import variants.sqlalchemy_core.mapping
import variants.sqlalchemy_orm.mapping
import variants.sqlmodel_orm.mapping
from shared import migrations
from shared.domain import NewTask
from shared.postgres import Server, fresh_database

DEADLINE = 30
REVISIONS = [
    script.revision
    for script in ScriptDirectory.from_config(
        Config(migrations.ROOT / "alembic.ini")
    ).walk_revisions()
][::-1]
STEPS = list(zip(["base", *REVISIONS], REVISIONS, strict=False))
METADATA: dict[str, MetaData] = {
    "core": variants.sqlalchemy_core.mapping.metadata,
    "orm": variants.sqlalchemy_orm.mapping.Base.metadata,
    "sqlmodel": variants.sqlmodel_orm.mapping.metadata,
}

every_metadata = pytest.mark.parametrize("metadata", METADATA.values(), ids=METADATA)

pytestmark = pytest.mark.timeout(45)

Rows = dict[str, list[dict[str, Any]]]
Catalog = dict[str, list[tuple[object, ...]]]

# What a table is made of. NOT NULL is told with its column (PostgreSQL 18 has it twice).
CATALOG = {
    "columns": """
        SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull,
            attidentity::text, pg_get_expr(adbin, adrelid)
        FROM pg_attribute
            JOIN pg_class ON pg_class.oid = attrelid
            LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            AND attnum > 0 AND NOT attisdropped
        ORDER BY 1, 2""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid)
        FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
        ORDER BY 1, 2""",
    "indexes": """
        SELECT tablename, indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' ORDER BY 1, 2""",
    "sequences": """
        SELECT sequencename, data_type::text FROM pg_sequences
        WHERE schemaname = 'public' ORDER BY 1""",
}


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection[Any]]:
    """A plain connection for as long as the block lasts."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def execute(url: str, statements: str) -> None:
    """Run SQL on a connection of its own."""
    async with connected(url) as connection:
        await connection.execute(statements)


async def catalog_of(url: str) -> Catalog:
    """Tables as Postgres describes them, without Alembic's own."""
    async with connected(url) as connection:
        return {
            kind: [
                tuple(row)
                for row in await connection.fetch(query)
                if row[0] not in {"alembic_version", "alembic_version_pkc"}
            ]
            for kind, query in CATALOG.items()
        }


async def rows_of(url: str) -> Rows:
    """All rows of the project's tables, with all their columns."""
    async with connected(url) as connection:
        tables = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        )
        return {
            table: [
                dict(row) for row in await connection.fetch(f"SELECT * FROM {table} ORDER BY 1")
            ]
            for [table] in tables
            if table != "alembic_version"
        }


def within(rows: Rows, other: Rows) -> Rows:
    """`rows`, as far as `other` has the tables and the columns too."""
    return {
        table: [
            {column: value for column, value in row.items() if column in other[table][0]}
            for row in rows[table]
        ]
        for table in rows
        if table in other
    }


FILL: dict[str, str] = {
    "title": "'title ' || n",
    "done": "n % 2 = 0",
    "created_at": "'2020-01-01T00:00Z'::timestamptz + n * interval '1 day'",
    "project_id": "nullif(n, 2)",
    "assignee": "'ann ' || n",
    "due_at": "'2030-01-01T00:00Z'::timestamptz + n * interval '1 day'",
    "external_id": "'key ' || n",
    "version": "n + 1",
}


async def fill(url: str) -> None:
    """Three rows in each table, with a value of their own in each column that there is."""
    tables = {(row[0], row[1]) for row in (await catalog_of(url))["columns"]}
    columns = [column for column in FILL if ("tasks", column) in tables]
    if ("projects", "id") in tables:
        await execute(
            url, "INSERT INTO projects (name) SELECT 'project ' || n FROM generate_series(1, 3) n"
        )
    await execute(
        url,
        f"INSERT INTO tasks ({', '.join(columns)})"
        f" SELECT {', '.join(FILL[column] for column in columns)} FROM generate_series(1, 3) n",
    )


@pytest.fixture
async def url(server: Server) -> AsyncIterator[str]:
    """An empty database of the test's own."""
    async with fresh_database(server) as url:
        yield url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on the migrated database of this run, which nobody changes here."""
    url = make_url(database_url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url, poolclass=NullPool)
    yield engine
    await engine.dispose()


# Up and down


async def test_an_empty_database_comes_up_to_head(url: str) -> None:
    """From nothing to the newest revision in one call, and `current` tells both."""
    before = await migrations.current(url)
    await migrations.upgrade(url)
    assert (before, await migrations.current(url)) == (None, REVISIONS[-1])


@pytest.mark.parametrize(("below", "revision"), STEPS)
async def test_each_revision_goes_up_and_down_by_itself(
    url: str, below: str, revision: str
) -> None:
    """A step down undoes its step up, whatever was there below it."""
    await migrations.upgrade(url, below) if below != "base" else None
    before = await catalog_of(url)
    await migrations.upgrade(url, revision)
    assert await migrations.current(url) == revision
    assert await catalog_of(url) != before
    await migrations.downgrade(url, below)
    assert await migrations.current(url) == (None if below == "base" else below)
    assert await catalog_of(url) == before


@pytest.mark.parametrize(("below", "revision"), STEPS[1:])
async def test_a_step_up_keeps_the_rows(url: str, below: str, revision: str) -> None:
    """Every value that was there before the step is there after it."""
    await migrations.upgrade(url, below)
    await fill(url)
    before = await rows_of(url)
    await migrations.upgrade(url, revision)
    assert within(await rows_of(url), before) == before


@pytest.mark.parametrize(("below", "revision"), STEPS[1:])
async def test_a_step_down_keeps_the_rows(url: str, below: str, revision: str) -> None:
    """Every value that the older schema has room for survives the step down."""
    await migrations.upgrade(url, revision)
    await fill(url)
    before = await rows_of(url)
    await migrations.downgrade(url, below)
    after = await rows_of(url)
    assert len(after["tasks"]) == 3
    assert after == within(before, after)


async def test_old_rows_get_the_defaults_of_new_columns(url: str) -> None:
    """A task from the first revision is, at head, a task like any other."""
    await migrations.upgrade(url, REVISIONS[0])
    await execute(url, "INSERT INTO tasks (title) VALUES ('old')")
    await migrations.upgrade(url)
    await execute(url, "INSERT INTO tasks (title) VALUES ('new')")
    [old, new] = (await rows_of(url))["tasks"]
    own = {"id", "title", "created_at"}
    assert {key: old[key] for key in old.keys() - own} == {
        key: new[key] for key in new.keys() - own
    }


async def test_down_to_base_leaves_nothing(url: str) -> None:
    """Tables, sequences, indexes: all that the migrations made is gone, with rows in it too."""
    await migrations.upgrade(url)
    await fill(url)
    await migrations.downgrade(url)
    assert await migrations.current(url) is None
    assert await catalog_of(url) == {kind: [] for kind in CATALOG}


@pytest.mark.parametrize("below", ["base", *REVISIONS[:-1]])
async def test_down_and_up_again_gives_the_same_catalog(url: str, below: str) -> None:
    """The way to head does not show in the result."""
    await migrations.upgrade(url)
    straight = await catalog_of(url)
    await migrations.downgrade(url, below)
    await migrations.upgrade(url)
    assert await catalog_of(url) == straight


async def test_upgrading_again_changes_nothing(url: str) -> None:
    """At head there is nothing to do, and the rows stay."""
    await migrations.upgrade(url)
    await fill(url)
    before = (await catalog_of(url), await rows_of(url))
    await migrations.upgrade(url)
    assert (await catalog_of(url), await rows_of(url)) == before


# At the same time, and when it goes wrong


async def test_two_upgraders_in_one_loop_both_succeed(url: str) -> None:
    """The second waits for the first and finds nothing left to do."""
    await asyncio.gather(migrations.upgrade(url), migrations.upgrade(url))
    assert await migrations.current(url) == REVISIONS[-1]


async def test_upgraders_of_two_databases_do_not_meet(server: Server, url: str) -> None:
    """Each upgrade in a process works on the database it was given."""
    async with fresh_database(server) as other:
        await asyncio.gather(migrations.upgrade(url), migrations.upgrade(other, REVISIONS[0]))
        found = (await migrations.current(url), await migrations.current(other))
    assert found == (REVISIONS[-1], REVISIONS[0])


async def test_two_upgrading_processes_both_succeed(url: str) -> None:
    """Two deployments that start at once: the database keeps them apart."""
    answers = await asyncio.gather(command_line(url), command_line(url))
    assert [code for code, _ in answers] == [0, 0], answers
    assert await migrations.current(url) == REVISIONS[-1]


CONFLICTS = {
    "at the first step of 0002": "CREATE TABLE projects (id integer)",
    "at the last step of 0002": "CREATE TABLE other (id integer);"
    " CREATE INDEX ix_tasks_project_id ON other (id)",
}


@pytest.mark.parametrize("start", ["base", "0001"])
@pytest.mark.parametrize("conflict", CONFLICTS.values(), ids=CONFLICTS)
async def test_a_failed_migration_leaves_nothing(url: str, start: str, conflict: str) -> None:
    """Neither a half-made table nor a new version; what was there stays as it was."""
    await migrations.upgrade(url, start) if start != "base" else None
    await execute(url, conflict)
    before = await catalog_of(url)
    with pytest.raises(DBAPIError, match="already exists"):
        await migrations.upgrade(url)
    assert await migrations.current(url) == (None if start == "base" else start)
    assert await catalog_of(url) == before


async def test_an_upgrade_goes_on_when_the_obstacle_is_gone(url: str) -> None:
    """After a failure the next try starts where the last success ended."""
    await execute(url, CONFLICTS["at the last step of 0002"])
    with pytest.raises(DBAPIError, match="already exists"):
        await migrations.upgrade(url)
    await execute(url, "DROP TABLE other")
    await migrations.upgrade(url)
    assert await migrations.current(url) == REVISIONS[-1]


# How it is started


async def test_upgrade_runs_inside_the_running_loop(url: str) -> None:
    """It needs no loop of its own, and other tasks go on while it waits for Postgres."""
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count_turns())
    await migrations.upgrade(url)
    counting.cancel()
    assert turns > 10


async def command_line(url: str, *arguments: str) -> tuple[int | None, str]:
    """`alembic -x url=... upgrade head` in a process of its own: exit code and output."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "alembic", "-x", f"url={url}"),
        *(arguments or ("upgrade", "head")),
        cwd=migrations.ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(DEADLINE):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return process.returncode, output.decode()


async def test_the_command_line_upgrades(server: Server, url: str) -> None:
    """Alembic's own command gives the very schema that the function gives."""
    assert (await command_line(url))[0] == 0
    async with fresh_database(server) as other:
        await migrations.upgrade(other)
        assert await catalog_of(url) == await catalog_of(other)
    assert await migrations.current(url) == REVISIONS[-1]


async def test_the_command_line_finds_no_drift(url: str) -> None:
    """`alembic check` passes on a migrated database."""
    await migrations.upgrade(url)
    code, output = await command_line(url, "check")
    assert code == 0, output


# The schema at head


async def test_a_title_is_enough_for_a_task(url: str) -> None:
    """Everything else has a default, in the database."""
    await migrations.upgrade(url)
    await execute(url, "INSERT INTO tasks (title) VALUES ('x')")
    [task] = (await rows_of(url))["tasks"]
    assert task["title"] == "x"


async def test_the_defaults_of_the_database_are_those_of_the_models(url: str) -> None:
    """A row inserted by SQL equals a task for which only the title was given."""
    await migrations.upgrade(url)
    await execute(url, "INSERT INTO tasks (title) VALUES ('x')")
    [task] = (await rows_of(url))["tasks"]
    new = NewTask("x")
    model = variants.sqlmodel_orm.mapping.Task(title="x")
    given = ("title", "done", "project_id", "assignee", "due_at", "external_id")
    assert [task[name] for name in given] == [getattr(new, name) for name in given]
    assert [task[name] for name in given] == [getattr(model, name) for name in given]
    assert task["version"] == model.version == 1


async def test_created_at_is_the_time_of_the_transaction(database_url: str) -> None:
    """Both tables stamp a row with Postgres's own clock."""
    async with connected(database_url) as connection:
        transaction = connection.transaction()
        await transaction.start()
        task = await connection.fetchval(
            "INSERT INTO tasks (title) VALUES ('x') RETURNING created_at = now()"
        )
        project = await connection.fetchval(
            "INSERT INTO projects (name) VALUES ('x') RETURNING created_at = now()"
        )
        await transaction.rollback()
    assert (task, project) == (True, True)


COLUMNS = [
    ("projects", "created_at", "timestamp with time zone", True, "", "now()"),
    ("projects", "id", "bigint", True, "d", None),
    ("projects", "name", "character varying(255)", True, "", None),
    ("tasks", "assignee", "character varying(255)", False, "", None),
    ("tasks", "created_at", "timestamp with time zone", True, "", "now()"),
    ("tasks", "done", "boolean", True, "", "false"),
    ("tasks", "due_at", "timestamp with time zone", False, "", None),
    ("tasks", "external_id", "character varying(255)", False, "", None),
    ("tasks", "id", "bigint", True, "d", None),
    ("tasks", "project_id", "bigint", False, "", None),
    ("tasks", "title", "character varying(255)", True, "", None),
    ("tasks", "version", "integer", True, "", "1"),
]
CONSTRAINTS = [
    ("projects", "pk_projects", "p", "PRIMARY KEY (id)"),
    ("projects", "uq_projects_name", "u", "UNIQUE (name)"),
    (
        "tasks",
        "fk_tasks_project_id_projects",
        "f",
        "FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE SET NULL",
    ),
    ("tasks", "pk_tasks", "p", "PRIMARY KEY (id)"),
    ("tasks", "uq_tasks_external_id", "u", "UNIQUE (external_id)"),
]
INDEXES = {
    "pk_projects": "UNIQUE INDEX pk_projects ON public.projects USING btree (id)",
    "uq_projects_name": "UNIQUE INDEX uq_projects_name ON public.projects USING btree (name)",
    "ix_tasks_project_id": "INDEX ix_tasks_project_id ON public.tasks USING btree (project_id)",
    "ix_tasks_queue": "INDEX ix_tasks_queue ON public.tasks USING btree (id)"
    " WHERE ((NOT done) AND (assignee IS NULL))",
    "pk_tasks": "UNIQUE INDEX pk_tasks ON public.tasks USING btree (id)",
    "uq_tasks_external_id": "UNIQUE INDEX uq_tasks_external_id ON public.tasks"
    " USING btree (external_id)",
}


async def test_the_columns_are_as_agreed(database_url: str) -> None:
    """Type, NOT NULL, identity and default of every column."""
    assert (await catalog_of(database_url))["columns"] == COLUMNS


async def test_every_constraint_has_its_name(database_url: str) -> None:
    """Errors are told apart by these names, so they may not change unnoticed."""
    assert (await catalog_of(database_url))["constraints"] == CONSTRAINTS


async def test_every_index_is_as_agreed(database_url: str) -> None:
    """The queue's index covers what can be claimed and nothing else."""
    indexes = (await catalog_of(database_url))["indexes"]
    assert {name: str(text) for _, name, text in indexes} == {
        name: f"CREATE {text}" for name, text in INDEXES.items()
    }


# Drift


async def drift(engine: AsyncEngine, metadata: MetaData) -> list[Any]:
    """What autogenerate would change in the database to make it as `metadata` says."""
    options = {"compare_type": True, "compare_server_default": True}
    async with engine.connect() as connection:
        return await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts=options), metadata)
        )


@every_metadata
async def test_no_mapping_has_drifted(engine: AsyncEngine, metadata: MetaData) -> None:
    """Alembic finds nothing to change between the migrated tables and what a way knows of them."""
    assert await drift(engine, metadata) == []


def add_column(metadata: MetaData) -> None:
    metadata.tables["tasks"].append_column(Column("planted", Integer))


def change_type(metadata: MetaData) -> None:
    metadata.tables["tasks"].c.title.type = String(100)


def change_default(metadata: MetaData) -> None:
    default: Any = metadata.tables["tasks"].c.version.server_default
    default.arg = text("2")


def allow_null(metadata: MetaData) -> None:
    metadata.tables["tasks"].c.title.nullable = True


def add_index(metadata: MetaData) -> None:
    Index("ix_planted", metadata.tables["tasks"].c.title)


def drop_unique(metadata: MetaData) -> None:
    table = metadata.tables["projects"]
    table.constraints -= {item for item in table.constraints if item.name == "uq_projects_name"}


CHANGES = [add_column, change_type, change_default, allow_null, add_index, drop_unique]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@every_metadata
async def test_a_drifted_mapping_is_noticed(
    engine: AsyncEngine, metadata: MetaData, change: Any
) -> None:
    """The check above can fail: one change to a copy of the mapping, and it does."""
    changed = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.tables.values():
        table.to_metadata(changed)
    assert await drift(engine, changed) == []
    change(changed)
    assert await drift(engine, changed) != []


@every_metadata
async def test_a_mapping_makes_the_tables_that_the_migrations_make(
    url: str, database_url: str, metadata: MetaData
) -> None:
    """Compared in Postgres's own words, so with all that autogenerate does not look at."""
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()
    assert await catalog_of(url) == await catalog_of(database_url)
