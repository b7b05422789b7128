"""What is said of an answer: three lines, whatever went wrong."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from variants.asyncpg_raw.mapping import Task
from workbook.learn import TodoError
from workbook.learn.finding import explained
from workbook.learn.verdict import NotYet, at_once, refused, same, same_ids, same_task, same_tasks

DAY = datetime(2026, 6, 1, tzinfo=UTC)
TASK = Task(1, "dig", False, None, None, None, None, 1, DAY)
HERE = Path(__file__)


def test_a_verdict_is_three_lines() -> None:
    """However long and however many lines its parts have."""
    lines = str(NotYet("one\ntwo", "x" * 1_000, "there")).splitlines()
    assert lines[0] == "expected: one two"
    assert len(lines[1]) < 220
    assert lines[2] == "look at:  there"


def test_what_differs_in_a_task_is_named() -> None:
    """Only the fields that differ."""
    same_task(replace(TASK), TASK, look="")
    with pytest.raises(NotYet) as told:
        same_task(replace(TASK, title="sow", version=2), TASK, look="")
    assert (told.value.expected, told.value.actual) == (
        "title='dig', version=1",
        "title='sow', version=2",
    )


def test_a_task_filled_from_other_columns_is_told() -> None:
    """A value of another kind is no wrong value; three fields are enough to see it."""
    shifted = SimpleNamespace(**{**asdict(TASK), "title": 1, "done": "dig", "version": DAY})
    with pytest.raises(NotYet) as told:
        same_task(shifted, TASK, look="the title")
    assert told.value.actual == "title=1, done='dig', version=2026-06-01 00:00:00+00:00"
    assert told.value.look == "which column each field is filled from"


@pytest.mark.parametrize("value", [None, {"id": 1}, (1, "dig")])
def test_what_is_no_task_is_named(value: object) -> None:
    """By its type and what it lacks."""
    with pytest.raises(NotYet, match=rf"actual:   {type(value).__name__} without \.id"):
        same_task(value, TASK, look="")


@pytest.mark.parametrize("found", [[], [TASK, TASK], [replace(TASK, id=2)], None, "no list"])
def test_other_tasks_are_not_the_same(found: object) -> None:
    """Nor is what is no list."""
    same_tasks([TASK], [TASK], look="")
    with pytest.raises(NotYet):
        same_tasks(found, [TASK], look="")


def test_the_expected_error_is_enough() -> None:
    """Nothing, another error and a blank are not."""
    with refused(KeyError, look=""):
        raise KeyError
    with pytest.raises(NotYet, match="nothing was raised"), refused(KeyError, look=""):
        pass
    with pytest.raises(NotYet, match="ValueError: x"), refused(KeyError, look=""):
        raise ValueError("x")
    with pytest.raises(TodoError), refused(Exception, look=""):
        raise TodoError("task 1: write it")
    with refused(TypeError, look=""):
        raise TypeError
    with pytest.raises(NameError), refused(KeyError, look=""):  # its line is told elsewhere
        raise NameError


def test_other_ids_are_told_by_what_is_missing_or_out_of_order() -> None:
    """Not as two lists that nobody compares."""
    three = [replace(TASK, id=number) for number in (1, 2, 3)]
    same_ids(three, three, "tasks")
    with pytest.raises(NotYet, match=r"2, 1 of them different; missing: \[1, 3\]"):
        same_ids([three[1]] * 2, three, "tasks")
    with pytest.raises(NotYet, match="the order of the tasks"):
        same_ids(three[::-1], three, "tasks")


def test_what_differs_in_a_mapping_is_told() -> None:
    """And nothing that is the same on both sides."""
    same({"id": 1}, {"id": 1}, look="")
    with pytest.raises(NotYet) as told:
        same({"id": 1, "version": 2}, {"id": 1, "version": 3, "title": "dig"}, look="")
    assert (told.value.expected, told.value.actual) == ("version=3, title='dig'", "version=2")


async def test_waiting_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends is let through, what waits is not."""
    monkeypatch.setattr("workbook.learn.verdict.AT_ONCE", 0.01)
    async with at_once(look=""):
        pass
    with pytest.raises(NotYet, match="it waits"):
        async with at_once(look=""):
            await asyncio.Event().wait()


def test_a_blank_names_its_task_and_its_line() -> None:
    """It is a todo, and not a failure."""
    with pytest.raises(TodoError) as raised:
        raise TodoError("task 2: write it")
    assert raised.value.task == 2
    outcome, words, place = explained(raised.value, HERE)
    assert (outcome, words) == ("todo", ("task 2: write it",))
    assert place is not None
    assert place.startswith(f"{HERE.name}:")


def test_a_blank_without_its_task_is_refused() -> None:
    """The runner could not tell which task it is."""
    with pytest.raises(ValueError, match="begins with its task"):
        TodoError("write it")


def test_an_exception_names_the_line_of_the_answer() -> None:
    """Not that of a library which raised it, further inside."""
    with pytest.raises(ValueError, match="invalid literal") as raised:
        int("what a learner wrote")
    outcome, words, place = explained(raised.value, HERE)
    assert (outcome, words[0]) == ("failed", "expected: no exception")
    assert words[1].startswith("actual:   ValueError: invalid literal")
    assert words[2].startswith(f"look at:  {HERE.name}:")
    assert words[2].endswith('int("what a learner wrote")')
    assert place is None


def test_a_syntax_error_names_its_line() -> None:
    """There is no traceback to read it from."""
    with pytest.raises(SyntaxError) as raised:
        compile("x = 1\ndef (", "work.py", "exec")
    _, words, _ = explained(raised.value, HERE)
    assert words[2] == "look at:  work.py:2"
