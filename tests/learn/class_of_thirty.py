"""A class of thirty, graded by one command. It takes minutes, so it is run by its name alone.

    uv run pytest -n 0 -s tests/learn/class_of_thirty.py

Eleven have done the exercises of a 90-minute class, or tried to; those of `tests.learn.pupils` have
handed in what should get nothing past the grading.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

import pytest

from shared.postgres import Server
from tests.learn.books import Books
from tests.learn.conftest import hand_in
from tests.learn.pupils import PUPILS
from variants import VARIANTS
from workbook.learn.catalogue import ROOT, all_exercises
from workbook.learn.evidence import graded_files, graded_tests
from workbook.learn.exercise import Exercise
from workbook.learn.gradebook import MAXIMUM
from workbook.learn.secret import Secret
from workbook.learn.wrong import WrongAnswer, wrong_answers

SESSION = ("e01", "e02", "e03", "e09", "e11", "e12", "e17")
"""The exercises of a 90-minute class."""
LEARNERS, LONGEST = 30, 600
LEARN = "from workbook.learn.teaching import app; app()"

Worth = dict[str, range]
"""The points that are right for each exercise; none stands for what was not handed in."""


def right(folder: Path, way: str, exercises: list[Exercise]) -> Worth:
    """The solutions in this way, or in the first that there is."""
    for exercise in exercises:
        chosen = way if way in exercise.ways else exercise.ways[0]
        hand_in(folder, exercise.solution(chosen), chosen, exercise.folder.name)
    return {one.id: range(one.points, one.points + 1) for one in exercises}


def wrong(folder: Path, turn: int, exercises: list[Exercise]) -> Worth:
    """A wrong answer for each, another one at each turn."""
    worth = {}
    for exercise in exercises:
        answers = wrong_answers(exercise)
        answer = answers[turn % len(answers)]
        hand_in(folder, answer.path, answer.declared.way, exercise.folder.name)
        worth[exercise.id] = worth_of(exercise, answer)
    return worth


def worth_of(exercise: Exercise, answer: WrongAnswer) -> range:
    """It loses the points of one task whose tests it declares to fail, and perhaps of all."""
    tasks = graded_tests(graded_files(exercise))
    lost = [exercise.tasks[task - 1].points for task in {tasks[t] for t in answer.declared.fails}]
    return range(exercise.points - sum(lost), exercise.points - min(lost) + 1)


@pytest.fixture
def handed_in(tmp_path: Path) -> tuple[Path, Mapping[str, Worth]]:
    """The folders of all learners, and what each has earned."""
    exercises = all_exercises(ROOT)
    session = [exercise for exercise in exercises if exercise.id in SESSION]
    folder = tmp_path / "class"
    worth = {"all_twenty": right(folder / "all_twenty", "sqlalchemy_orm", exercises)}
    for way in VARIANTS:
        worth[f"right_{way}"] = right(folder / f"right_{way}", way, session)
    for turn in range(6):
        worth[f"wrong_{turn}"] = wrong(folder / f"wrong_{turn}", turn, session)
    for name, pupil in PUPILS.items():
        (folder / name).mkdir()
        pupil.hands_in(folder / name)
        worth[name] = {"e01": range(pupil.points, pupil.points + 1)}
    return folder, worth


@pytest.mark.timeout(LONGEST + 60)
def test_thirty_are_graded(
    handed_in: tuple[Path, Mapping[str, Worth]], server: Server, tmp_path: Path
) -> None:
    """In ten minutes, with the right points for each, and no hidden test in any report."""
    folder, worth = handed_in
    assert len(worth) == LEARNERS
    start = perf_counter()
    grade(folder, tmp_path / "grades", server)
    print(f"\n{len(worth)} learners in {perf_counter() - start:.0f} s")
    books = Books(tmp_path / "grades")
    exercises = all_exercises(ROOT)
    assert books.header == ["learner", *(exercise.id for exercise in exercises), "total"]
    assert [int(most) for most in books.points.pop(MAXIMUM)[:-1]] == [x.points for x in exercises]
    assert books.points.keys() == worth.keys()
    assert wrongly_marked(books, worth) == []
    assert books.failures == {name: books.not_passed(name) for name in worth}
    hidden = {test for exercise in exercises for test in graded_tests([exercise.hidden_tests])}
    for name in worth:
        report = books.report(name)
        assert [test for test in hidden if test in report] == []
        assert [x.id for x in exercises if Secret(x).kept([report]) != [report]] == []
    assert [name for name, pupil in PUPILS.items() if pupil.words not in books.report(name)] == []


def grade(folder: Path, out: Path, server: Server) -> None:
    """As an instructor would."""
    subprocess.run(
        [sys.executable, "-c", LEARN, "grade", str(folder), "--out", str(out)],
        cwd=ROOT,
        env={**os.environ, "WORKBOOK_POSTGRES": server.url},
        timeout=LONGEST,
        check=True,
    )


def wrongly_marked(books: Books, worth: Mapping[str, Worth]) -> list[str]:
    """Where the table or the heat map says other points than were earned."""
    wrongly = []
    for learner, earned in worth.items():
        for exercise, points, cell in zip(
            books.header[1:-1], books.points[learner], books.cells[learner], strict=False
        ):
            if int(points) not in earned.get(exercise, range(1)) or cell not in (points, "–"):
                wrongly.append(f"{learner}, {exercise}: {points}, and {cell} in the heat map")
    return wrongly
