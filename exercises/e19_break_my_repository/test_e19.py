"""What e19 asks for: tests that notice what is broken, and nothing else."""

from __future__ import annotations

import ast

import pytest

from workbook.learn.broken import Broken, Written
from workbook.learn.candidate import Candidate
from workbook.learn.verdict import NotYet

CLEARS_NOTHING = Broken(
    "a due date given as None is still there",
    "edit_task and a field given as None",
    "sqlmodel_orm/repository.py",
    "exclude_unset=True",
    "exclude_unset=True, exclude_none=True",
)
IGNORES_THE_VERSION = Broken(
    "an edit that expects another version than the task has is no error",
    "edit_task and expected_version",
    "asyncpg_raw/repository.py",
    "if expected_version is not None and task.version != expected_version:",
    "if expected_version == 0:",
)
REPEATS_A_TASK = Broken(
    "the last task of a page is the first of the next page too",
    "list_tasks and after",
    "sqlalchemy_core/mapping.py",
    "tasks.c.id > after",
    "tasks.c.id >= after",
)
TAKES_A_PERCENT_FOR_ANYTHING = Broken(
    "who looks for 5% finds 50 as well",
    "the title_contains of a TaskFilter",
    "sqlmodel_orm/mapping.py",
    "where.title_contains, autoescape=True",
    "where.title_contains",
)
COMMITS_WHAT_FAILED = Broken(
    "a block is left by an exception and its tasks are stored",
    "transaction() and exceptions",
    "sqlalchemy_orm/database.py",
    """
            async with unit.body():
                yield Repository(session, unit, partial(_letting_go, partial(let_go, session)))
""",
    """
            try:
                async with unit.body():
                    yield Repository(session, unit, partial(_letting_go, partial(let_go, session)))
            finally:
                await session.commit()
""",
)
WAITS_FOR_THE_OTHER = Broken(
    "a second worker has to wait until the first is done",
    "claim_task and several workers",
    "asyncpg_raw/repository.py",
    "FOR UPDATE SKIP LOCKED",
    "FOR UPDATE",
)


@pytest.mark.task(1)
async def test_it_is_noticed_that_nothing_is_cleared(written: Written) -> None:
    """One of the broken repositories takes None for not given."""
    await written.notice(CLEARS_NOTHING)


@pytest.mark.task(1)
async def test_it_is_noticed_that_stale_edits_go_through(written: Written) -> None:
    """One of the broken repositories lets everybody overwrite everybody."""
    await written.notice(IGNORES_THE_VERSION)


@pytest.mark.task(2)
async def test_it_is_noticed_that_a_task_is_on_two_pages(written: Written) -> None:
    """One of the broken repositories begins a page one task too early."""
    await written.notice(REPEATS_A_TASK)


@pytest.mark.task(2)
async def test_it_is_noticed_that_a_percent_sign_matches_anything(written: Written) -> None:
    """One of the broken repositories lets wildcards through."""
    await written.notice(TAKES_A_PERCENT_FOR_ANYTHING)


@pytest.mark.task(3)
async def test_it_is_noticed_that_failed_work_is_stored(written: Written) -> None:
    """One of the broken repositories commits, whatever happens."""
    await written.notice(COMMITS_WHAT_FAILED)


@pytest.mark.task(3)
async def test_it_is_noticed_that_workers_wait(written: Written) -> None:
    """One of the broken repositories makes a queue of its workers."""
    await written.notice(WAITS_FOR_THE_OTHER)


@pytest.mark.task(4)
async def test_what_is_right_passes(written: Written) -> None:
    """None of the tests refuses one of the four ways."""
    await written.accept_what_is_right()


@pytest.mark.task(4)
async def test_nothing_sleeps(written: Written, candidate: Candidate) -> None:
    """What is awaited happens, sooner or later; how late is nothing that a test can know."""
    await written.accept_what_is_right()
    text = candidate.path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Attribute(attr="sleep", lineno=number) | ast.alias("sleep", lineno=number):
                line = text.splitlines()[number - 1].strip()
                raise NotYet("no test sleeps", line, f"{candidate.path.name}:{number}")
