"""A class is graded: what was handed in, good and bad, and what is written about it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.learn.conftest import FIRST, Learn, hand_in, solution, wrong
from workbook.learn.exercise import Exercise, load
from workbook.learn.finding import Finding
from workbook.learn.gradebook import report_of, write
from workbook.learn.marks import Attempt, Graded, Mark, points_for, same_mistakes

STARTER = f"exercises/{FIRST}/starter/asyncpg_raw.py"
TESTS = {"test_a": 1, "test_b": 1, "test_c": 2}

HandIn = Callable[[Path], object]


def body(statement: str) -> HandIn:
    """The raw starter with this in place of its blank."""

    def handed_in(folder: Path) -> None:
        work = hand_in(folder, folder.parents[1] / STARTER, "asyncpg_raw")
        work.write_text(work.read_text().replace("raise TodoError(", f"{statement}\n        str("))

    return handed_in


def text(source: str) -> HandIn:
    """A file of this text."""

    def handed_in(folder: Path) -> None:
        work = folder / f"exercises/{FIRST}/answer/asyncpg_raw.py"
        work.parent.mkdir(parents=True)
        work.write_text(source)

    return handed_in


def edited_tests(folder: Path) -> None:
    """A blank, with tests that ask for nothing and a conftest that lets all pass."""
    body("return None")(folder)
    (folder / f"exercises/{FIRST}/test_e01.py").write_text("async def test_all(): pass\n")
    (folder / "exercises/conftest.py").write_text("import os; os._exit(0)\n")


def linked(folder: Path) -> None:
    """No answer of the learner's own."""
    work = folder / f"exercises/{FIRST}/answer/asyncpg_raw.py"
    work.parent.mkdir(parents=True)
    work.symlink_to(solution("asyncpg_raw"))


FORGERY = """
import os, sys
from pathlib import Path
report = Path(sys.argv[sys.argv.index("--report") + 1])
report.write_text('{"nonce": "", "findings": [], "shown": null}')
os._exit(0)
"""

HANDED_IN: dict[str, tuple[HandIn, int]] = {
    "right": (lambda folder: hand_in(folder, solution("sqlalchemy_core"), "sqlalchemy_core"), 5),
    "wrong": (lambda folder: hand_in(folder, wrong("returns_none"), "sqlalchemy_orm"), 3),
    "same": (lambda folder: hand_in(folder, wrong("returns_none"), "sqlalchemy_orm"), 3),
    "untouched": (lambda folder: hand_in(folder, folder.parents[1] / STARTER, "asyncpg_raw"), 0),
    "empty": (lambda folder: (folder / "exercises").mkdir(parents=True), 0),
    "syntax": (text("class Answer(:\n"), 0),
    "endless": (body("while True: pass"), 0),
    "forges": (text(FORGERY), 0),
    "exits": (text("import os\nos._exit(0)\n"), 0),
    "drops": (body('await self._connection.execute("DROP TABLE tasks, projects CASCADE")'), 0),
    "edits": (edited_tests, 0),
    "links": (linked, 0),
    "large": (text("#" * 100_001), 0),
}


@pytest.fixture
def submissions(school: Path) -> Path:
    """A class, each learner with a folder, and short limits."""
    sheet = school / "exercises" / FIRST / "exercise.toml"
    sheet.write_text(sheet.read_text() + "\n[limits]\ntest = 1.5\nanswer = 30\n")
    for name, (handed_in, _) in HANDED_IN.items():
        folder = school / "class" / name
        folder.mkdir(parents=True)
        handed_in(folder)
    return school / "class"


@pytest.mark.timeout(240)
def test_a_class_is_graded_by_one_command(learn: Learn, submissions: Path) -> None:
    """Everybody gets what the answer is worth, whatever else was handed in."""
    out = submissions.parent / "grades"
    graded = learn("grade", str(submissions), "--out", str(out))
    assert graded.exit_code == 0, graded.output
    with (out / "grades.csv").open() as table:
        header, most, *rows = csv.reader(table)
    assert (header, most) == (["learner", "e01", "total"], ["maximum", "5", "5"])
    assert {row[0]: int(row[1]) for row in rows} == {
        name: points for name, (_, points) in HANDED_IN.items()
    }
    reports = {name: (out / name / "report.md").read_text() for name in HANDED_IN}
    for name, words in {
        "untouched": "Nothing was handed in.",
        "syntax": "look at:  asyncpg_raw.py:1",
        "endless": "it never stops",
        "forges": "the report is not that of the tests",
        "exits": "the process ended before the tests did",
        "drops": "UndefinedTableError",
        "links": "a link to somewhere else",
        "large": "more than 100,000 bytes",
    }.items():
        assert words in reports[name], reports[name]
    assert not any("test_only_the_row" in report for report in reports.values())
    page = (out / "class.html").read_text()
    assert "same, wrong</td>" in page
    suites = re.findall(r'<testsuite name="(\w+)"', (out / "junit.xml").read_text())
    assert suites == sorted(HANDED_IN)
    assert (out / "right" / "results.json").read_text().count('"passed"') == 6


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
