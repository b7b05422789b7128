"""What `workbook learn verify` notices: each check sees an exercise that is spoilt in one way."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from shared.postgres import Server
from tests.learn.conftest import Learn, teacher_of
from workbook.learn.candidate import Candidate
from workbook.learn.checks import CHECKS
from workbook.learn.evidence import Evidence, graded_files, graded_tests
from workbook.learn.exercise import Exercise, load
from workbook.learn.finding import Finding, Outcome
from workbook.learn.verify import Verified, verify
from workbook.learn.wrong import Survivor, wrong_answers

VERDICT = ("expected: a", "actual:   b", "look at:  c")


def candidates_of(exercise: Exercise) -> list[Candidate]:
    """A starter, a solution, every wrong answer, and one mutant."""
    way = exercise.ways[0]
    wrong = [(one.declared.way, one.path) for one in wrong_answers(exercise)]
    return [
        Candidate(role="starter", way=way, path=exercise.starter(way), seed=1),
        Candidate(role="solution", way=way, path=exercise.solution(way), seed=1),
        *(Candidate(role="wrong", way=way, path=path, seed=1) for way, path in wrong),
        Candidate(role="mutant", way=way, path=exercise.solution(way), seed=1, mutation=0),
    ]


def found(candidate: Candidate, test: str, task: int, outcome: Outcome) -> Finding:
    words = {"passed": (), "todo": ("task 1: write it",), "failed": VERDICT}[outcome]
    hidden = not test.startswith(("test_the_task_is", "test_one_", "test_a_missing"))
    return Finding(
        test=test, task=task, hidden=hidden, candidate=candidate.name, outcome=outcome, words=words
    )


@pytest.fixture
def good(first: Exercise) -> Evidence:
    """What a run of the first exercise would show: nothing to complain of."""
    tests = graded_tests(graded_files(first))
    wrong = wrong_answers(first)
    fails = {one.path: one.declared.fails for one in wrong}

    def outcome(candidate: Candidate, test: str) -> Outcome:
        if candidate.role == "starter":
            return "todo"
        failing = fails.get(candidate.path, frozenset(tests))
        return "failed" if candidate.role != "solution" and test in failing else "passed"

    candidates = candidates_of(first)
    findings = {
        one.name: [found(one, test, task, outcome(one, test)) for test, task in tests.items()]
        for one in candidates
    }
    return Evidence(first, tests, candidates, wrong, (), findings)


def complaints(evidence: Evidence) -> list[str]:
    return [f"{check.__name__}: {line}" for check in CHECKS for line in check(evidence)]


def with_outcomes(evidence: Evidence, role: str, outcome: Outcome, *tests: str) -> Evidence:
    """The same, but these tests (all if none is named) end so for every candidate of the role."""
    findings = dict(evidence.findings)
    for candidate, seen in evidence.of(role):
        findings[candidate.name] = [
            found(candidate, one.test, one.task, outcome)
            if one.test in (tests or one.test)
            else one
            for one in seen
        ]
    return replace(evidence, findings=findings)


def test_a_good_exercise_has_no_complaints(good: Evidence) -> None:
    """The others differ from it in one thing."""
    assert complaints(good) == []


@dataclass(frozen=True)
class Spoilt:
    """How an exercise is spoilt, and what is said of it."""

    how: Callable[[Evidence], Evidence]
    words: str


def words_of(evidence: Evidence, words: Sequence[str]) -> Evidence:
    """The wrong answers fail by other words."""
    findings = dict(evidence.findings)
    for candidate, seen in evidence.of("wrong"):
        findings[candidate.name] = [
            one.model_copy(update={"words": tuple(words)}) if one.words else one for one in seen
        ]
    return replace(evidence, findings=findings)


def only_two_wrong(evidence: Evidence) -> Evidence:
    return replace(evidence, wrong=evidence.wrong[:2])


SURVIVOR = Survivor(way="asyncpg_raw", mutation="get_task: nothing", because="It is so.")
MARK = "test_one_statement_is_sent"

SPOILT = [
    Spoilt(
        lambda good: with_outcomes(good, "starter", "passed"),
        "starters_fail_as_declared: asyncpg_raw: test_a_missing_task_is_an_error is no todo",
    ),
    Spoilt(
        lambda good: with_outcomes(good, "solution", "failed", MARK),
        f"solutions_pass: solution-asyncpg_raw-1 fails {MARK}: expected: a; actual:   b;",
    ),
    Spoilt(
        lambda good: replace(good, findings={**good.findings, "solution-asyncpg_raw-1": []}),
        "solutions_pass: solution-asyncpg_raw-1 was not asked by",
    ),
    Spoilt(
        lambda good: with_outcomes(good, "wrong", "passed"),
        "wrong_answers_are_rejected: wrong/returns_none.py fails none of",
    ),
    Spoilt(
        lambda good: with_outcomes(good, "wrong", "failed", MARK),
        f"wrong_answers_are_rejected: wrong/returns_none.py fails ['{MARK}'], which it does not",
    ),
    Spoilt(only_two_wrong, "wrong_answers_are_rejected: 2 wrong answers; 3 are the fewest"),
    Spoilt(
        lambda good: with_outcomes(good, "wrong", "passed", MARK),
        f"every_test_rejects_something: {MARK} rejects no wrong answer",
    ),
    Spoilt(
        lambda good: with_outcomes(good, "mutant", "passed"),
        "mutants_are_noticed: no test notices, in asyncpg_raw: get_task: ",
    ),
    Spoilt(
        lambda good: replace(good, survivors=(SURVIVOR,)),
        "mutants_are_noticed: survivors.toml lists what does not survive, in asyncpg_raw",
    ),
    Spoilt(
        lambda good: words_of(good, ["AssertionError"]),
        "verdicts_are_three_lines: test_a_missing_task_is_an_error says of wrong-returns_none-1",
    ),
    Spoilt(
        lambda good: words_of(good, [VERDICT[0], "actual:   AssertionError", VERDICT[2]]),
        "verdicts_are_three_lines: ",
    ),
    Spoilt(
        lambda good: replace(good, tests={**good.tests, "test_more": 3}),
        "every_task_is_tested: test_more is marked with task 3; there are 2",
    ),
]


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_a_run_shows_is_judged(good: Evidence, spoilt: Spoilt) -> None:
    """One thing is not as it should be, and is told."""
    told = complaints(spoilt.how(good))
    assert any(line.startswith(spoilt.words) for line in told), told


def test_a_stray_file_is_named(good: Evidence, first: Exercise) -> None:
    """On either side; one that is missing is named too."""
    (first.folder / "old.py").touch()
    (first.teacher / "notes.md").unlink()
    assert complaints(good) == [
        "no_stray_file: e01_get_one_task/old.py is no file of an exercise",
        "no_stray_file: notes.md is missing",
    ]


def test_a_hint_with_the_solution_in_it_is_named(good: Evidence, first: Exercise) -> None:
    """Five words of code in a row are enough."""
    sheet = first.folder / "exercise.toml"
    telling = sheet.read_text().replace(
        "asyncpg: fetchrow.", "Say if row is None: raise TaskNotFound(task_id)."
    )
    sheet.write_text(telling)
    [complaint, *_] = complaints(replace(good, exercise=load(first.folder)))
    assert complaint.startswith("hints_give_nothing_away: hint 3 of task 1 says")


async def test_the_first_exercise_is_verified(school: Path, server: Server) -> None:
    """All of it is run, in one way; nothing is complained of."""
    restrict_to_raw(school)
    told: list[Verified] = []
    exercise = load(school / "exercises" / "e01_get_one_task")
    [result] = await verify([exercise], server, school, told.append)
    assert told == [result]
    assert result.complaints == ()
    assert (result.tests, result.wrong_answers) == (6, 3)
    assert (result.starters, result.solutions, result.mutants) == (1, 3, 3)


def test_complaints_are_shown(learn: Learn, school: Path) -> None:
    """Exit status 1, and the same for programs."""
    (school / "exercises" / "e01_get_one_task" / "contract.py").write_text("def (")
    shown = learn("verify", "e01", columns=200)
    assert shown.exit_code == 1
    assert shown.output.startswith("✗ e01  Get one task")
    assert "NoReport: the process ended before the tests did" in shown.output
    assert "1 exercise: " in shown.output
    assert "1 exercise to be mended" in shown.output
    [told] = json.loads(learn("verify", "--json").stdout)
    assert told["complaints"]


def restrict_to_raw(school: Path) -> None:
    """Leave one way of the four, and three wrong answers in it."""
    sheet = school / "exercises" / "e01_get_one_task" / "exercise.toml"
    ways = '["asyncpg_raw", "sqlalchemy_core", "sqlalchemy_orm", "sqlmodel_orm"]'
    sheet.write_text(sheet.read_text().replace(ways, '["asyncpg_raw"]'))
    teacher = teacher_of(school)
    for folder in (sheet.parent / "starter", teacher / "solution"):
        for file in folder.glob("sql*.py"):
            file.unlink()
    for mistake in ("returns_none", "fetches_all_and_filters", "answers_from_memory"):
        (teacher / "wrong" / f"{mistake}.py").unlink()
    wrong = (teacher / "wrong" / "looks_before_it_reads.py").read_text()
    gives_none = wrong.replace("raise TaskNotFound(task_id)", "return None").replace(
        '"test_only_the_row_comes_over_the_wire"]',
        '"test_only_the_row_comes_over_the_wire", "test_a_missing_task_is_an_error",'
        ' "test_a_deleted_task_is_missing"]',
    )
    (teacher / "wrong" / "gives_none.py").write_text(gives_none)
