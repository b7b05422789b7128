"""What must hold of an exercise. Each check yields a line for everything that does not."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from workbook.learn.evidence import Evidence, mutations_of
from workbook.learn.exercise import SHEET, Exercise
from workbook.learn.finding import Finding

FEWEST_WRONG = 3
SHARED_TOKENS = 5
"""So many tokens in a row, alike in a hint and in a solution, give the solution away."""
VERDICT = ("expected: ", "actual:   ", "look at:  ")

Check = Callable[[Evidence], Iterator[str]]


def no_stray_file(evidence: Evidence) -> Iterator[str]:
    """The two folders hold what an exercise has, and nothing else."""
    exercise = evidence.exercise
    if exercise.operation is None and exercise.kind in ("implement", "repair"):
        yield "exercise.toml names no operation of the ledger to be shown after a pass"
    wanted = _wanted(exercise)
    for folder in (exercise.folder, exercise.teacher):
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder).as_posix()
            ours = (
                path.is_dir() or place.startswith(("answer/", "wrong/")) or "__pycache__" in place
            )
            if not ours and path not in wanted:
                yield f"{path.relative_to(exercise.folder.parent)} is no file of an exercise"
    yield from (f"{path.name} is missing" for path in wanted if not path.exists())


def every_task_is_tested(evidence: Evidence) -> Iterator[str]:
    """Each test names a task that there is, and each task has a test that learners see."""
    tasks = range(1, len(evidence.exercise.tasks) + 1)
    for test, task in evidence.tests.items():
        if task not in tasks:
            yield f"{test} is marked with task {task}; there are {len(tasks)}"
    seen = {one.task for _, found in evidence.of("starter") for one in found if not one.hidden}
    yield from (f"task {task} has no test that learners see" for task in tasks if task not in seen)


def starters_fail_as_declared(evidence: Evidence) -> Iterator[str]:
    """A blank is a todo in every visible test of its task; a repair fails by the named tests."""
    for candidate, findings in evidence.of("starter"):
        for number, task in enumerate(evidence.exercise.tasks, 1):
            visible = [one for one in findings if one.task == number and not one.hidden]
            if task.starter == "todo":
                wrong = {one.test for one in visible if one.outcome != "todo"}
                yield from (f"{candidate.way}: {test} is no todo" for test in sorted(wrong))
            else:
                failed = {one.test for one in visible if one.outcome == "failed"}
                if failed != set(task.starter) or any(one.outcome == "todo" for one in visible):
                    yield f"{candidate.way}: task {number} fails by {sorted(failed)}"


def solutions_pass(evidence: Evidence) -> Iterator[str]:
    """Every test, in each way, on each seed."""
    for candidate, findings in evidence.of("solution"):
        if missing := evidence.tests.keys() - {one.test for one in findings}:
            yield f"{candidate.name} was not asked by {sorted(missing)}"
        for one in findings:
            if one.outcome != "passed":
                yield f"{candidate.name} fails {one.test}: {'; '.join(one.words)}"


def wrong_answers_are_rejected(evidence: Evidence) -> Iterator[str]:
    """By at least one test that the answer names, and by no other."""
    if len(evidence.wrong) < FEWEST_WRONG:
        yield f"{len(evidence.wrong)} wrong answers; {FEWEST_WRONG} are the fewest"
    rejected = {candidate.path: _failed(findings) for candidate, findings in evidence.of("wrong")}
    for wrong in evidence.wrong:
        failed = rejected[wrong.path]
        if not failed & wrong.declared.fails:
            yield f"wrong/{wrong.path.name} fails none of {sorted(wrong.declared.fails)}"
        if undeclared := failed - wrong.declared.fails:
            yield f"wrong/{wrong.path.name} fails {sorted(undeclared)}, which it does not name"
        if unknown := wrong.declared.fails - evidence.tests.keys():
            yield f"wrong/{wrong.path.name} names {sorted(unknown)}, which is no test"


def every_test_rejects_something(evidence: Evidence) -> Iterator[str]:
    """A test that no wrong answer fails grades nothing."""
    failed = set().union(*(_failed(findings) for _, findings in evidence.of("wrong")))
    yield from (f"{test} rejects no wrong answer" for test in evidence.tests if test not in failed)


def mutants_are_noticed(evidence: Evidence) -> Iterator[str]:
    """Every mutation of a solution fails a test, or stands in survivors.toml with a reason."""
    listed = {(one.way, one.mutation) for one in evidence.survivors}
    alive = set()
    for candidate, findings in evidence.of("mutant"):
        if not _failed(findings) and candidate.mutation is not None:
            mutation = mutations_of(evidence.exercise, candidate.way)[candidate.mutation]
            alive.add((candidate.way, str(mutation)))
    for way, words in sorted(alive - listed):
        yield f"no test notices, in {way}: {words}"
    for way, words in sorted(listed - alive):
        yield f"survivors.toml lists what does not survive, in {way}: {words}"


def verdicts_are_three_lines(evidence: Evidence) -> Iterator[str]:
    """Expected, actual, what to look at: never a bare assertion."""
    for candidate, findings in (*evidence.of("wrong"), *evidence.of("starter")):
        for one in findings:
            lines = zip(one.words, VERDICT, strict=False)
            shaped = len(one.words) == len(VERDICT) and all(a.startswith(b) for a, b in lines)
            bare = any("AssertionError" in line for line in one.words)
            if one.outcome == "failed" and (not shaped or bare):
                yield f"{one.test} says of {candidate.name}: {' / '.join(one.words)}"


def hints_give_nothing_away(evidence: Evidence) -> Iterator[str]:
    """No hint has a piece of a solution in it."""
    exercise = evidence.exercise
    solutions = set().union(
        *(_pieces(exercise.solution(way).read_text(encoding="utf-8")) for way in exercise.ways)
    )
    for number, task in enumerate(exercise.tasks, 1):
        for level, hint in enumerate(task.hints, 1):
            for piece in sorted(_pieces(hint) & solutions):
                yield f"hint {level} of task {number} says {' '.join(piece)!r}"


CHECKS: Sequence[Check] = (
    no_stray_file,
    every_task_is_tested,
    starters_fail_as_declared,
    solutions_pass,
    wrong_answers_are_rejected,
    every_test_rejects_something,
    mutants_are_noticed,
    verdicts_are_three_lines,
    hints_give_nothing_away,
)


def _wanted(exercise: Exercise) -> set[Path]:
    learners = ("README.md", SHEET, "contract.py", exercise.visible_tests.name)
    return {
        *(exercise.folder / name for name in learners),
        *(exercise.starter(way) for way in exercise.ways),
        *(exercise.solution(way) for way in exercise.ways),
        exercise.hidden_tests,
        exercise.teacher / "notes.md",
        *(path for path in _optional(exercise) if path.exists()),
    }


def _optional(exercise: Exercise) -> tuple[Path, ...]:
    return exercise.teacher / "survivors.toml", exercise.folder / "given.py"


def _failed(findings: Sequence[Finding]) -> set[str]:
    return {one.test for one in findings if one.outcome != "passed"}


def _pieces(text: str) -> set[tuple[str, ...]]:
    """Every few tokens in a row, as Python reads them; what it cannot read has none."""
    try:
        tokens = [token.string for token in tokenize.generate_tokens(io.StringIO(text).readline)]
    except (tokenize.TokenError, SyntaxError):
        tokens = text.split()
    words = [token for token in tokens if token.strip()]
    return {
        tuple(words[start : start + SHARED_TOKENS])
        for start in range(len(words) - SHARED_TOKENS + 1)
    }
