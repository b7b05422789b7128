"""What e06 is graded by, beyond what learners see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from exercises.e06_their_errors_our_errors.test_e06 import (
    CONSTRAINT,
    KNOWN,
    NOWHERE,
    TAKEN,
    TITLES,
    TOO_LONG,
    TOO_LONG_STATE,
    error_of,
    field_of,
    same_state,
)
from shared.domain import NewTask
from shared.errors import Duplicate, MissingReference
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import refused, same
from workbook.tables import Sql

TRANSLATED = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'Das geht leider nicht' USING ERRCODE = '{state}', CONSTRAINT = '{name}';
    END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION refuse()"""
REFUSALS = (
    ("23505", "uq_tasks_external_id", Duplicate, "external_id"),
    ("23503", "fk_tasks_project_id_projects", MissingReference, "project_id"),
)
MISLEADING = (
    NewTask("duplicate key, uq_tasks_external_id, 23505", project_id=1_000_000),
    NewTask("foreign key, fk_tasks_project_id_projects, 23503", external_id="other:1"),
)


@asynccontextmanager
async def translated(sql: Sql, state: str, name: str) -> AsyncIterator[None]:
    """Every task is refused with this SQLSTATE and constraint, and a message in German."""
    await sql.execute(TRANSLATED.format(state=state, name=name))
    try:
        yield
    finally:
        await sql.execute("DROP FUNCTION refuse CASCADE")


@asynccontextmanager
async def unique_titles(sql: Sql) -> AsyncIterator[None]:
    """A constraint that nobody has told the answer about."""
    await sql.execute("ALTER TABLE tasks ADD CONSTRAINT uq_tasks_title UNIQUE (title)")
    try:
        yield
    finally:
        await sql.execute("ALTER TABLE tasks DROP CONSTRAINT uq_tasks_title")


@pytest.mark.task(1)
async def test_the_language_of_the_message_does_not_matter(answers: Answers, sql: Sql) -> None:
    """A Postgres that speaks German refuses for the same reasons."""
    for state, name, kind, field in REFUSALS:
        async with translated(sql, state, name), answers() as answer:
            error = await error_of(answer.add_task(TAKEN))
            told = (type(error).__name__, getattr(error, "field", None))
            same(told, (kind.__name__, field), look="what you read of the exception")


@pytest.mark.task(1)
async def test_what_users_have_typed_does_not_matter(answers: Answers, sql: Sql) -> None:
    """A title may look like any message."""
    await sql.execute(KNOWN)
    kinds = []
    for new in MISLEADING:
        async with answers() as answer:
            kinds.append(type(await error_of(answer.add_task(new))).__name__)
    same(kinds, ["MissingReference", "Duplicate"], look="what you read of the exception")


@pytest.mark.task(2)
async def test_an_unknown_constraint_names_no_field(answers: Answers, sql: Sql) -> None:
    """It is a duplicate all the same."""
    async with unique_titles(sql):
        await sql.execute("INSERT INTO tasks (title) VALUES ($1)", TAKEN.title)
        async with answers() as answer:
            error = await error_of(answer.add_task(TAKEN))
    same(type(error).__name__, "Duplicate", look="what the SQLSTATE is")
    same(getattr(error, "field", "no field"), None, look=CONSTRAINT)


@pytest.mark.task(3)
async def test_many_can_be_refused_on_the_way(answers: Answers, sql: Sql) -> None:
    """After every kind of refusal, one behind the other, the rest is committed."""
    await sql.execute(KNOWN)
    async with answers() as answer:
        project_id = await answer.add_project("new")
        with refused(MissingReference, look="what the SQLSTATE is"):
            await answer.add_task(NOWHERE)
        same_state(await error_of(answer.add_project(TOO_LONG)), TOO_LONG_STATE)
        same(await field_of(answer.add_project("new")), "name", look=CONSTRAINT)
        with refused(Duplicate, look="what the SQLSTATE is"):
            await answer.add_task(TAKEN)
        task_id = await answer.add_task(NewTask("behind", project_id=project_id))
    titles = [row["title"] for row in await sql.fetch(TITLES)]
    same(titles, ["known", "behind"], look="what is undone with a refused task")
    stored = await sql.fetchval("SELECT project_id FROM tasks WHERE id = $1", task_id)
    same(stored, project_id, look="which id is returned")
