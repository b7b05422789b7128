"""What e08 asks for, whichever way it is written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest

from exercises.e08_pages_that_do_not_slip.contract import Mark, Page, Pages
from shared.domain import TaskFilter
from shared.protocol import Repository
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import NotYet, same, same_tasks
from workbook.sample import Sample
from workbook.tables import Sql

LIMIT = 7
MOST_PAGES = 30
"""More than a hundred tasks have."""

Turn: TypeAlias = Callable[[Pages, Mark | None], Awaitable[Page]]

OPEN = "SELECT id FROM tasks WHERE NOT done ORDER BY id"
DONE = "SELECT id FROM tasks WHERE done ORDER BY id"
NEWEST = "SELECT id FROM tasks ORDER BY created_at DESC, id DESC"
FINISH = "UPDATE tasks SET done = true WHERE id = ANY($1::bigint[])"
REOPEN = "UPDATE tasks SET done = false WHERE id = ANY($1::bigint[])"
SHUFFLE = """
    UPDATE tasks SET title = title WHERE id % 3 = 1;
    UPDATE tasks SET created_at = TIMESTAMPTZ '2026-05-01 12:00Z' + id * 7 % 11 * INTERVAL '1 h'"""
"""No order comes by chance: not by place, nor by id; and each moment has many tasks."""


async def ids(sql: Sql, query: str) -> list[int]:
    return [row["id"] for row in await sql.fetch(query)]


def ids_on(page: Page) -> list[int]:
    return [task.id for task in page.tasks]


async def turn_open(answer: Pages, after: Mark | None) -> Page:
    return await answer.open_tasks(after, LIMIT)


async def turn_newest(answer: Pages, after: Mark | None) -> Page:
    return await answer.newest_tasks(after, LIMIT)


async def turned(answers: Answers, turn: Turn, after: Mark | None = None) -> Page:
    """One page, from an answer that has given no other."""
    async with answers() as answer:
        return await turn(answer, after)


async def leafed_through(answers: Answers, turn: Turn) -> list[int]:
    """The ids on all pages up to the first that is empty."""
    found: list[int] = []
    page = await turned(answers, turn)
    for _ in range(MOST_PAGES):
        if not page.tasks:
            return found
        found += ids_on(page)
        page = await turned(answers, turn, page.mark)
    raise NotYet("an empty page at the end", f"{MOST_PAGES} pages, and no end", "the mark")


def same_pages(found: list[int], expected: list[int], look: str) -> None:
    """Raise NotYet unless all pages together are these; it tells the first page that differs."""
    for start in range(0, max(len(found), len(expected)), LIMIT):
        page = slice(start, start + LIMIT)
        if found[page] != expected[page]:
            number = start // LIMIT + 1
            raise NotYet(f"{expected[page]} on page {number}", f"{found[page]}", look)


@pytest.mark.task(1)
async def test_the_first_page(
    answer: Pages, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """The first page has the open tasks with the lowest ids."""
    await sql.execute(SHUFFLE)
    page = await answer.open_tasks(None, LIMIT)
    expected = await reference.list_tasks(TaskFilter(done=False), limit=LIMIT)
    same_tasks(page.tasks, list(expected), look="which tasks, in which order, how many")


@pytest.mark.task(2)
async def test_all_pages_together_are_all_open_tasks(
    answers: Answers, sql: Sql, sample: Sample
) -> None:
    """While nothing happens, each open task is on one page."""
    found = await leafed_through(answers, turn_open)
    same_pages(found, await ids(sql, OPEN), look="where a page ends, and where the next begins")


@pytest.mark.shown
@pytest.mark.task(2)
async def test_a_page_is_one_statement(answers: Answers, budget: Budget, sample: Sample) -> None:
    """A page is one statement, however far behind the beginning it is."""
    first = await turned(answers, turn_open)
    second = await turned(answers, turn_open, first.mark)
    look = "what is sent beside the query of the page"
    async with budget.statements(1, look=look), answers() as answer:
        await turn_open(answer, second.mark)


@pytest.mark.task(2)
async def test_none_is_left_out_when_tasks_are_finished(
    answers: Answers, sql: Sql, sample: Sample
) -> None:
    """Two tasks of the first page are done before the second is read."""
    expected = (await ids(sql, OPEN))[LIMIT : 2 * LIMIT]
    first = await turned(answers, turn_open)
    await sql.execute(FINISH, ids_on(first)[:2])
    second = await turned(answers, turn_open, first.mark)
    same(ids_on(second), expected, look="what the mark is, and what moves it")


@pytest.mark.task(2)
async def test_none_comes_twice_when_tasks_are_opened(
    answers: Answers, sql: Sql, sample: Sample
) -> None:
    """Two tasks with lower ids are open again before the second page is read."""
    expected = (await ids(sql, OPEN))[LIMIT : 2 * LIMIT]
    first = await turned(answers, turn_open)
    await sql.execute(REOPEN, (await ids(sql, DONE))[:2])
    second = await turned(answers, turn_open, first.mark)
    same(ids_on(second), expected, look="what the mark is, and what moves it")


@pytest.mark.task(3)
async def test_the_newest_come_first(answer: Pages, sql: Sql, sample: Sample) -> None:
    """The newest come first, and of the same moment the highest id."""
    await sql.execute(SHUFFLE)
    page = await answer.newest_tasks(None, LIMIT)
    same(ids_on(page), (await ids(sql, NEWEST))[:LIMIT], look="the order, and what it leaves open")


@pytest.mark.task(3)
async def test_many_tasks_of_one_moment_come_once(
    answers: Answers, sql: Sql, sample: Sample
) -> None:
    """Where a page ends between tasks of the same moment, the next goes on there."""
    await sql.execute(SHUFFLE)
    found = await leafed_through(answers, turn_newest)
    same_pages(found, await ids(sql, NEWEST), look="what is compared with the mark")


@pytest.mark.task(3)
async def test_new_tasks_push_none_onto_the_next_page(
    answers: Answers, sql: Sql, sample: Sample
) -> None:
    """Two tasks are added, in front of the first page, before the second is read."""
    await sql.execute(SHUFFLE)
    expected = (await ids(sql, NEWEST))[LIMIT : 2 * LIMIT]
    first = await turned(answers, turn_newest)
    await sql.execute("INSERT INTO tasks (title) VALUES ('new'), ('newer')")
    second = await turned(answers, turn_newest, first.mark)
    same(ids_on(second), expected, look="what the mark is, and what moves it")
