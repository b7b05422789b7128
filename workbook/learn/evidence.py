"""All that one run of an exercise's tests shows: starters, solutions, wrong answers and mutants."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.postgres import Server
from workbook.learn.candidate import Candidate
from workbook.learn.exercise import Exercise
from workbook.learn.finding import Finding
from workbook.learn.mutation import Mutation, mutations
from workbook.learn.running import Session, migrated_database, run
from workbook.learn.wrong import Survivor, WrongAnswer, survivors, wrong_answers

SEEDS = (1, 2, 3)
LONGEST_RUN = 1_200.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was tried, and what each test found, by the candidate's name."""

    exercise: Exercise
    tests: Mapping[str, int]
    candidates: Sequence[Candidate]
    wrong: Sequence[WrongAnswer]
    survivors: Sequence[Survivor]
    findings: Mapping[str, Sequence[Finding]]

    def of(self, role: str) -> Iterator[tuple[Candidate, Sequence[Finding]]]:
        """The candidates of a role, each with what was found."""
        for candidate in self.candidates:
            if candidate.role == role:
                yield candidate, self.findings[candidate.name]


async def gather(exercise: Exercise, server: Server, root: Path) -> Evidence:
    """Run all of it in one database, tests in random order. Raises NoReport, and BadExercise."""
    wrong = wrong_answers(exercise)
    candidates = [*_starters(exercise), *_solutions(exercise), *_wrong(wrong), *_mutants(exercise)]
    files = graded_files(exercise)
    async with migrated_database(server) as url:
        order = (f"--randomly-seed={SEEDS[0]}",)
        report = await run(Session(files, candidates, url, LONGEST_RUN, order), root)
    findings: dict[str, list[Finding]] = {candidate.name: [] for candidate in candidates}
    for finding in report.findings:
        findings[finding.candidate].append(finding)
    return Evidence(exercise, graded_tests(files), candidates, wrong, survivors(exercise), findings)


def graded_files(exercise: Exercise) -> list[Path]:
    """The visible tests and, where the teacher's part is, the hidden ones."""
    return [file for file in (exercise.visible_tests, exercise.hidden_tests) if file.exists()]


def graded_tests(files: Sequence[Path]) -> dict[str, int]:
    """The names of all tests in these files, each with its task; 0 if it says none."""
    return {
        node.name: _task_of(node)
        for file in files
        for node in ast.parse(file.read_text(encoding="utf-8"), file).body
        if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test_")
    }


def mutations_of(exercise: Exercise, way: str) -> list[Mutation]:
    """Those of the solution in this way."""
    return mutations(exercise.solution(way).read_text(encoding="utf-8"))


def _task_of(node: ast.AsyncFunctionDef) -> int:
    for decorator in node.decorator_list:
        match decorator:
            case ast.Call(func=ast.Attribute(attr="task"), args=[ast.Constant(value=int(task))]):
                return task
    return 0


def _starters(exercise: Exercise) -> Iterator[Candidate]:
    for way in exercise.ways:
        yield Candidate(role="starter", way=way, path=exercise.starter(way), seed=SEEDS[0])


def _solutions(exercise: Exercise) -> Iterator[Candidate]:
    """On each seed, but a capstone on one.

    All that a seed does to the contract suite is to shuffle it, and so does every run of the suite.
    """
    seeds = SEEDS[:1] if exercise.kind == "capstone" else SEEDS
    for way in exercise.ways:
        for seed in seeds:
            yield Candidate(role="solution", way=way, path=exercise.solution(way), seed=seed)


def _wrong(answers: Sequence[WrongAnswer]) -> Iterator[Candidate]:
    for wrong in answers:
        yield Candidate(role="wrong", way=wrong.declared.way, path=wrong.path, seed=SEEDS[0])


def _mutants(exercise: Exercise) -> Iterator[Candidate]:
    """None of a capstone: it is tested by the contract suite, which has mutants of its own."""
    for way in () if exercise.kind == "capstone" else exercise.ways:
        path = exercise.solution(way)
        for mutation in mutations_of(exercise, way):
            number = mutation.number
            yield Candidate(role="mutant", way=way, path=path, seed=SEEDS[0], mutation=number)
