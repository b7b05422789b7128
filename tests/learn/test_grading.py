"""A class is graded: what was handed in, good and bad, and what is written about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learn.books import Books
from tests.learn.conftest import FIRST, Learn
from tests.learn.pupils import PUPILS
from workbook.learn.exercise import Exercise, load
from workbook.learn.finding import Finding
from workbook.learn.gradebook import MAXIMUM, report_of, write
from workbook.learn.marks import Attempt, Graded, Mark, points_for, same_mistakes

HANDED_IN_NOTHING = ("empty", "untouched")
TESTS = {"test_a": 1, "test_b": 1, "test_c": 2}


@pytest.fixture
def submissions(school: Path) -> Path:
    """A class, each learner with a folder, and short limits."""
    sheet = school / "exercises" / FIRST / "exercise.toml"
    sheet.write_text(sheet.read_text() + "\n[limits]\ntest = 1.5\nanswer = 30\n")
    for name, pupil in PUPILS.items():
        folder = school / "class" / name
        folder.mkdir(parents=True)
        pupil.hands_in(folder)
    return school / "class"


@pytest.mark.timeout(240)
def test_a_class_is_graded_by_one_command(learn: Learn, submissions: Path) -> None:
    """Everybody gets what the answer is worth, whatever else was handed in."""
    out = submissions.parent / "grades"
    graded = learn("grade", str(submissions), "--out", str(out))
    assert graded.exit_code == 0, graded.output
    books = Books(out)
    assert books.header == ["learner", "e01", "total"]
    assert books.points.pop(MAXIMUM) == ["5", "5"]
    assert books.points == {name: [str(one.points)] * 2 for name, one in PUPILS.items()}
    assert books.cells == {
        name: ["–" if name in HANDED_IN_NOTHING else str(one.points), str(one.points)]
        for name, one in PUPILS.items()
    }
    for name, pupil in PUPILS.items():
        assert pupil.words in books.report(name), books.report(name)
        assert "test_only_the_row" not in books.report(name)
    assert "same, tries_twice, wrong</td>" in books.page
    assert books.failures == {name: books.not_passed(name) for name in PUPILS}
    assert books.failures["right"] == 0
    assert books.failures["exits"] == 1


def test_no_submissions_are_told(learn: Learn, tmp_path: Path) -> None:
    """In one line, with exit status 2."""
    shown = learn("grade", str(tmp_path / "nobody"), "--out", str(tmp_path / "grades"))
    assert (shown.exit_code, shown.output.count("\n")) == (2, 1)
    assert "holds no learner's folder" in shown.output


def finding(test: str, *, passed: bool = False, hidden: bool = False) -> Finding:
    return Finding(
        test=test,
        task=TESTS[test],
        hidden=hidden,
        candidate="work",
        outcome="passed" if passed else "failed",
        words=() if passed else ("expected: \x00", f"actual:   words of {test}", "look at:  c"),
    )


def graded(learner: str, *findings: Finding) -> Graded:
    attempt = Attempt(way="asyncpg_raw", points=(0, 0), findings=findings)
    return Graded(learner=learner, marks=(Mark(exercise="e01", attempts=(attempt,)),))


def test_a_task_counts_if_all_its_tests_pass(first: Exercise) -> None:
    """One that failed, or was not run, takes the points of its task."""
    a, b, c = (finding(test, passed=True) for test in TESTS)
    assert points_for(first, TESTS, [a, b, c]) == (3, 2)
    assert points_for(first, TESTS, [a, finding("test_b"), c]) == (0, 2)
    assert points_for(first, TESTS, [a, b]) == (3, 0)
    assert points_for(first, TESTS, []) == (0, 0)


def test_the_best_attempt_counts() -> None:
    """Whoever tries two ways loses nothing."""
    worse = Attempt(way="a", points=(0, 2), findings=())
    better = Attempt(way="b", points=(3, 0), findings=())
    assert Mark(exercise="e01", attempts=(worse, better)).best == better
    assert Mark(exercise="e01", attempts=()).points == 0


def test_a_report_tells_nothing_of_a_hidden_test(first: Exercise) -> None:
    """Neither its name nor its words; only which task it belongs to."""
    one = graded("ann", finding("test_a"), finding("test_b", hidden=True))
    report = "\n".join(report_of(one, [first]))
    assert "words of test_a" in report
    assert "test_b" not in report
    assert "A hidden test of this task is not passed." in report


def test_a_report_does_not_repeat_a_hidden_test(first: Exercise) -> None:
    """Not even where an answer has read it and fails with its text."""
    line = first.hidden_tests.read_text(encoding="utf-8").splitlines()[0]
    telling = finding("test_a").model_copy(update={"words": ("expected: a", line, "look at:  c")})
    report = "\n".join(report_of(graded("ann", telling), [first]))
    assert line not in report
    assert "Withheld" in report


def test_the_same_mistake_is_found_in_two() -> None:
    """Those who fail by the same tests are a group; whoever is alone is none."""
    ann, bob = graded("ann", finding("test_a")), graded("bob", finding("test_a"))
    eve = graded("eve", finding("test_c"))
    expected = [("e01", "asyncpg_raw", frozenset({"test_a"}), ("ann", "bob"))]
    assert same_mistakes([ann, eve, bob]) == expected


def test_words_that_are_no_xml_are_written(first: Exercise, tmp_path: Path) -> None:
    """A learner's text may hold anything."""
    write([graded("ann", finding("test_a"))], [first], tmp_path)
    assert "expected: \ufffd\n" in (tmp_path / "junit.xml").read_text(encoding="utf-8")


def test_the_sheet_of_a_school_can_be_read(school: Path) -> None:
    """The temporary copies are exercises like any other."""
    assert load(school / "exercises" / FIRST).points == 5
