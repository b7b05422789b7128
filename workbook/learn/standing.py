"""Where a learner stands with one answer: what each task has come to, and the one next problem."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from workbook.learn.evidence import graded_tests
from workbook.learn.exercise import Exercise, Strict
from workbook.learn.finding import Finding, Report
from workbook.ledger.entry import Call

State = Literal["done", "todo", "not yet"]

NOT_RUN = ("expected: the test runs to its end", "actual:   it was not run", "look at:  the file")


class Problem(Strict):
    """The first test that is not passed: what it shows, and its words."""

    task: int
    test: str
    promise: str
    state: State
    words: tuple[str, ...]
    place: str | None


class TaskState(Strict):
    """A numbered task and what has come of it."""

    number: int
    title: str
    state: State


class Standing(Strict):
    """All that a screen tells of an answer."""

    exercise: str
    title: str
    way: str
    file: str
    seed: int
    state: State
    tasks: tuple[TaskState, ...]
    problem: Problem | None
    shown: Call | None


def standing_of(exercise: Exercise, way: str, seed: int, report: Report) -> Standing:
    """What the findings of the visible tests come to. A test without a finding is not passed."""
    found = {one.test: one for one in report.findings}
    tests = graded_tests([exercise.visible_tests])
    in_order = sorted(tests, key=lambda test: tests[test])
    unsolved = [test for test in in_order if _state(found.get(test)) != "done"]
    problem = _problem(exercise, tests, unsolved[0], found.get(unsolved[0])) if unsolved else None
    return Standing(
        exercise=exercise.id,
        title=exercise.title,
        way=way,
        file=exercise.work(way).relative_to(exercise.folder.parents[1]).as_posix(),
        seed=seed,
        state=problem.state if problem else "done",
        tasks=tuple(_tasks(exercise, tests, found)),
        problem=problem,
        shown=report.shown,
    )


def _tasks(
    exercise: Exercise, tests: Mapping[str, int], found: Mapping[str, Finding]
) -> Sequence[TaskState]:
    """A task is what the first of its tests that is not passed says."""
    states = []
    for number, task in enumerate(exercise.tasks, 1):
        of_task = (_state(found.get(test)) for test, of in tests.items() if of == number)
        state: State = next((state for state in of_task if state != "done"), "done")
        states.append(TaskState(number=number, title=task.title, state=state))
    return states


def _state(finding: Finding | None) -> State:
    if finding is None or finding.outcome == "failed":
        return "not yet"
    return "todo" if finding.outcome == "todo" else "done"


def _problem(
    exercise: Exercise, tests: Mapping[str, int], test: str, finding: Finding | None
) -> Problem:
    return Problem(
        task=tests[test],
        test=test,
        promise=_promise(exercise.visible_tests, test),
        state=_state(finding),
        words=finding.words if finding else NOT_RUN,
        place=finding.place if finding else None,
    )


def _promise(file: Path, test: str) -> str:
    """What the test's docstring says that it shows."""
    for node in ast.parse(file.read_text(encoding="utf-8"), file).body:
        if isinstance(node, ast.AsyncFunctionDef) and node.name == test:
            return " ".join((ast.get_docstring(node) or "").split())
    return ""
