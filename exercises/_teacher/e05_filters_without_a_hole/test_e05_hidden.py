"""What e05 is graded by, beyond what learners see."""

from __future__ import annotations

import pytest

from exercises.e05_filters_without_a_hole.contract import Searching
from exercises.e05_filters_without_a_hole.test_e05 import add, people, same_found, titles, wanted
from shared.protocol import Repository
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import NotYet, same, same_tasks
from workbook.sample import Sample
from workbook.tables import Sql

ATTACKS = ("' OR true --", "%' OR title LIKE '%", "') OR ('' = '", "\\' OR true --", "$1", ":text")
"""Texts that no title contains, and that find everything once they are read as SQL."""

HOSTILE_NAMES = ("o'neil", "ann,bob", "{ann,bob}", 'a"b', "NULL", "back\\slash")
MANY = 40_000
"""More than a driver has parameters for."""


@pytest.mark.task(1)
async def test_nothing_can_be_added_to_the_condition(
    answer: Searching, sql: Sql, sample: Sample
) -> None:
    """A text that no title contains finds nothing, whatever it says."""
    for attack in ATTACKS:
        same(await titles(answer, attack), [], look="how the text comes into the statement")
    same(await sql.fetchval("SELECT count(*) FROM tasks"), 100, look="what else was carried out")


@pytest.mark.task(1)
async def test_underscores_and_backslashes_are_plain(answer: Searching, sql: Sql) -> None:
    """Neither stands for anything but itself."""
    await add(sql, "a_b", "aXb", "c:\\temp", "c:temp", "50\\% off", "50\\ off")
    found = [await titles(answer, text) for text in ("a_b", ":\\te", "50\\%", "\\")]
    expected = [["a_b"], ["c:\\temp"], ["50\\% off"], ["50\\ off", "50\\% off", "c:\\temp"]]
    same(found, expected, look="what LIKE makes of your text")


@pytest.mark.task(1)
async def test_only_what_is_found_comes_over_the_wire(
    answers: Answers, budget: Budget, sql: Sql, sample: Sample
) -> None:
    """Postgres filters; nothing is dropped in Python."""
    await add(sql, "a needle")
    async with budget.recorded(), answers() as answer:
        found = await answer.search_tasks("needle")
    rows = sum(statement.rows for statement in budget.sent.statements)
    if rows > len(found):
        raise NotYet(f"{len(found)} row", f"{rows} rows", "where the rows are chosen")


@pytest.mark.task(2)
async def test_without_any_date_the_id_decides(
    answer: Searching, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """All that have no date are equal, and come by id behind the one that has."""
    await sql.execute("DELETE FROM tasks WHERE id > 20")
    await sql.execute("UPDATE tasks SET due_at = CASE WHEN id = 10 THEN now() END")
    await sql.execute("UPDATE tasks SET done = done WHERE id % 3 = 1")
    found = await answer.search_tasks("")
    same_tasks(found, await wanted(reference), look="where those without a date come")


@pytest.mark.task(3)
async def test_names_stay_names(
    answer: Searching, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """A name may hold whatever a language for lists needs."""
    for task_id, name in enumerate((*HOSTILE_NAMES, "ann", "bob"), start=1):
        await sql.execute("UPDATE tasks SET assignee = $1 WHERE id = $2", name, task_id)
    found = await answer.search_tasks("", HOSTILE_NAMES)
    expected = await wanted(reference, "", HOSTILE_NAMES)
    same_found(found, expected, look="how the names come into the statement")


@pytest.mark.task(3)
async def test_forty_thousand_people_are_no_problem(
    answer: Searching, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """More names than a statement may have parameters."""
    some = list(await people(sql))[:2]
    names = [*some, *(f"colleague {number}" for number in range(MANY))]
    found = await answer.search_tasks("", names)
    expected = await wanted(reference, "", set(names))
    same_found(found, expected, look="how many parameters are sent")
