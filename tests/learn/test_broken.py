"""What a learner's own tests are told: `workbook.learn.broken`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from types import ModuleType

import pytest

from shared.domain import NewTask
from shared.protocol import Database
from workbook.learn import TodoError, broken
from workbook.learn.broken import EMPTY_TABLES, Broken, Kinds, Written
from workbook.learn.verdict import NotYet, same
from workbook.tables import Sql

IGNORES_THE_VERSION = Broken(
    "a stale edit is no error",
    "expected_version",
    "asyncpg_raw/repository.py",
    "if expected_version is not None and task.version != expected_version:",
    "if expected_version == 0:",
)

Test = Callable[[Database, Sql], Awaitable[None]]
Write = Callable[[Test], Written]


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    """Each copy is made once."""
    return {}


@pytest.fixture
async def write(database_url: str, sql: Sql, kinds: Kinds) -> AsyncIterator[Write]:
    """What a learner has written, if it is this one test; no row of it is left."""

    def written(test: Test) -> Written:
        module = ModuleType("written")
        vars(module)["test_it"] = test
        return Written(module, database_url, sql, kinds, task=1)

    yield written
    await sql.execute(EMPTY_TABLES)


async def notices(database: Database, sql: Sql) -> None:
    async with database.autocommit() as repository:
        task = await repository.add_task(NewTask("old"))
        try:
            await repository.edit_task(task.id, title="new", expected_version=task.version + 1)
        except Exception:
            return
    raise NotYet("an error", "none", "the version")


async def looks_at_nothing(database: Database, sql: Sql) -> None:
    async with database.autocommit() as repository:
        await repository.add_task(NewTask("old"))


async def always_fails(database: Database, sql: Sql) -> None:
    same(1, 2, look="the numbers")


async def is_a_blank(database: Database, sql: Sql) -> None:
    raise TodoError("task 1: write it")


async def is_another_blank(database: Database, sql: Sql) -> None:
    raise TodoError("task 2: write it")


async def asserts_barely(database: Database, sql: Sql) -> None:
    raise AssertionError


async def waits(database: Database, sql: Sql) -> None:
    await asyncio.Event().wait()


async def test_what_notices_the_mistake_alone_is_right(write: Write) -> None:
    """It fails on the broken copy, and passes on the four."""
    written = write(notices)
    await written.notice(IGNORES_THE_VERSION)
    await written.accept_what_is_right()


@pytest.mark.parametrize(
    ("test", "actual"),
    [
        (looks_at_nothing, "it is not noticed by any of your tests"),
        (is_another_blank, "it is not noticed by any of your tests"),
        (always_fails, "test_it fails, but on the whole repository as well"),
    ],
)
async def test_what_does_not_notice_is_told(write: Write, test: Test, actual: str) -> None:
    """Whether it passes everywhere or fails everywhere; the verdict names symptom and promise."""
    with pytest.raises(NotYet) as told:
        await write(test).notice(IGNORES_THE_VERSION)
    assert told.value.expected == "a test that fails where a stale edit is no error"
    assert told.value.actual == actual
    assert told.value.look == "what shared/protocol.py says of expected_version"


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (always_fails, "test_it fails on asyncpg_raw: 2 was expected, 1 came"),
        (asserts_barely, ", raise AssertionError"),
        (waits, "TimeoutError"),
    ],
)
async def test_what_fails_on_a_right_way_is_told(
    write: Write, test: Test, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its name, the way, and what it says; a bare assert by its line; a wait has an end."""
    monkeypatch.setattr(broken, "LONGEST", 0.3)
    with pytest.raises(NotYet) as told:
        await write(test).accept_what_is_right()
    assert words in told.value.actual


async def test_a_blank_is_a_todo(write: Write) -> None:
    """For both questions; one of another task is none for the first."""
    with pytest.raises(TodoError):
        await write(is_a_blank).notice(IGNORES_THE_VERSION)
    with pytest.raises(TodoError):
        await write(is_a_blank).accept_what_is_right()
