"""What e06 asks for, whichever way it is written."""

from __future__ import annotations

from collections.abc import Awaitable

import pytest

from exercises.e06_their_errors_our_errors.contract import Storing
from shared.domain import NewTask
from shared.errors import Duplicate, MissingReference
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.todo import TodoError
from workbook.learn.verdict import NotYet, in_words, refused, same
from workbook.tables import Sql

KNOWN = "INSERT INTO tasks (title, external_id) VALUES ('known', 'other:1')"
TAKEN = NewTask("known already", external_id="other:1")
NOWHERE = NewTask("lost", project_id=1_000_000)
"""A task in a project that is not there."""

TOO_LONG = 300 * "x"
TOO_LONG_STATE = "22001"
CONSTRAINT = "which constraint was violated"
TITLES = "SELECT title FROM tasks ORDER BY id"


async def error_of(work: Awaitable[object]) -> Exception:
    """What the call raises. Raises NotYet if that is nothing."""
    try:
        await work
    except (NotYet, TodoError):
        raise
    except Exception as error:
        return error
    raise NotYet("an error is raised", "nothing was raised", "what becomes of the exception")


async def field_of(work: Awaitable[object]) -> object:
    """The field that the error names."""
    return getattr(await error_of(work), "field", "an error without a field")


def same_state(error: Exception, state: str) -> None:
    """Raise NotYet unless this is the library's own exception, with this SQLSTATE."""
    told = getattr(error, "driver_exception", error)
    if getattr(told, "sqlstate", None) != state:
        expected = f"the library's own exception, SQLSTATE {state}"
        raise NotYet(expected, in_words(error), "what becomes of errors that you do not know")


@pytest.mark.shown
@pytest.mark.task(1)
async def test_a_taken_external_id_is_a_duplicate(
    answers: Answers, budget: Budget, sql: Sql
) -> None:
    """An external_id that is taken is a duplicate."""
    await sql.execute(KNOWN)
    async with answers() as warming:  # the next call finds its statement prepared
        await warming.add_task(NewTask("warm"))
    async with budget.recorded():
        with refused(Duplicate, look="what the SQLSTATE is"):
            async with answers() as answer:
                await answer.add_task(TAKEN)


@pytest.mark.task(1)
async def test_a_missing_project_is_a_missing_reference(answer: Storing) -> None:
    """A task that points at nothing is no duplicate."""
    with refused(MissingReference, look="what the SQLSTATE is"):
        await answer.add_task(NOWHERE)


@pytest.mark.task(1)
async def test_any_other_error_goes_on(answer: Storing) -> None:
    """A name that is too long is neither of the two, and the caller sees what it was."""
    same_state(await error_of(answer.add_project(TOO_LONG)), TOO_LONG_STATE)


@pytest.mark.task(1)
async def test_the_original_is_kept(answer: Storing) -> None:
    """The error is raised from the original: the log shows what Postgres has said."""
    error = await error_of(answer.add_task(NOWHERE))
    if error.__cause__ is None:
        actual = f"{type(error).__name__} without a cause"
        raise NotYet("an error with a cause", actual, "how you raise it")


@pytest.mark.task(2)
async def test_the_field_is_told(answers: Answers, sql: Sql) -> None:
    """For each constraint the error has the field that the README names."""
    await sql.execute(KNOWN)
    await sql.execute("INSERT INTO projects (name) VALUES ('taken')")
    async with answers() as answer:
        same(await field_of(answer.add_task(TAKEN)), "external_id", look=CONSTRAINT)
    async with answers() as answer:
        same(await field_of(answer.add_project("taken")), "name", look=CONSTRAINT)
    async with answers() as answer:
        same(await field_of(answer.add_task(NOWHERE)), "project_id", look=CONSTRAINT)


@pytest.mark.task(3)
async def test_the_next_task_can_be_stored(answers: Answers, sql: Sql) -> None:
    """A refused task leaves those before it, and those behind it, alone."""
    await sql.execute(KNOWN)
    async with answers() as answer:
        await answer.add_task(NewTask("before"))
        with refused(Duplicate, look="what the SQLSTATE is"):
            await answer.add_task(TAKEN)
        await answer.add_task(NewTask("behind"))
    titles = [row["title"] for row in await sql.fetch(TITLES)]
    same(titles, ["known", "before", "behind"], look="what is undone with a refused task")
