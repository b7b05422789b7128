"""Grades on paper: a table, a report for each learner, and what the class has in common."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree as Xml

from jinja2 import Environment, PackageLoader

from workbook.learn.exercise import Exercise
from workbook.learn.marks import Attempt, Graded, Mark, same_mistakes
from workbook.learn.secret import Secret

MAXIMUM = "maximum"


def write(graded: Sequence[Graded], exercises: Sequence[Exercise], out: Path) -> None:
    """All files: grades.csv, junit.xml, class.html, and a folder for each learner."""
    out.mkdir(parents=True, exist_ok=True)
    _write_table(graded, exercises, out / "grades.csv")
    _write_junit(graded, out / "junit.xml")
    _write_class(graded, exercises, out / "class.html")
    for one in graded:
        folder = out / one.learner
        folder.mkdir(exist_ok=True)
        results, report = one.model_dump_json(indent=1), "\n".join(report_of(one, exercises))
        (folder / "results.json").write_text(results + "\n", encoding="utf-8")
        (folder / "report.md").write_text(report + "\n", encoding="utf-8")


def report_of(one: Graded, exercises: Sequence[Exercise]) -> Iterator[str]:
    """What a learner may read. Of a hidden test it names the task, and nothing else."""
    most = sum(exercise.points for exercise in exercises)
    yield f"# {one.learner}: {one.points} of {most} points"
    for exercise, mark in zip(exercises, one.marks, strict=True):
        yield f"\n## {exercise.id} {exercise.title}: {mark.points} of {exercise.points}\n"
        if mark.best is None:
            yield "Nothing was handed in."
        else:
            yield from _told(exercise, mark.best, Secret(exercise))


def _told(exercise: Exercise, attempt: Attempt, secret: Secret) -> Iterator[str]:
    yield f"Way: {attempt.way}\n"
    if attempt.trouble:
        yield f"It could not be tested: {attempt.trouble}."
        return
    for number, (task, points) in enumerate(zip(exercise.tasks, attempt.points, strict=True), 1):
        yield f"- Task {number}, {task.title}: {points} of {task.points}"
        failed = [o for o in attempt.findings if o.task == number and o.outcome != "passed"]
        for finding in failed:
            if not finding.hidden:
                yield f"  - `{finding.test}`"
                yield from (f"    - {line}" for line in secret.kept(finding.words))
        if any(finding.hidden for finding in failed):
            yield "  - A hidden test of this task is not passed."


def _write_table(graded: Sequence[Graded], exercises: Sequence[Exercise], file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        table = csv.writer(text)
        table.writerow(["learner", *(exercise.id for exercise in exercises), "total"])
        most = [exercise.points for exercise in exercises]
        table.writerow([MAXIMUM, *most, sum(most)])
        for one in graded:
            table.writerow([one.learner, *(mark.points for mark in one.marks), one.points])


def _write_junit(graded: Sequence[Graded], file: Path) -> None:
    suites = Xml.Element("testsuites")
    for one in graded:
        suite = Xml.SubElement(suites, "testsuite", name=one.learner)
        for mark in one.marks:
            for attempt in mark.attempts:
                _add_cases(suite, mark, attempt)
        cases, failures = suite.findall("testcase"), suite.findall("testcase/failure")
        suite.set("tests", str(len(cases)))
        suite.set("failures", str(len(failures)))
    Xml.ElementTree(suites).write(file, encoding="utf-8", xml_declaration=True)


def _add_cases(suite: Xml.Element, mark: Mark, attempt: Attempt) -> None:
    place = f"{mark.exercise}.{attempt.way}"
    if attempt.trouble:
        case = Xml.SubElement(suite, "testcase", classname=place, name="is tested")
        Xml.SubElement(case, "failure", message=attempt.trouble)
    for finding in attempt.findings:
        case = Xml.SubElement(suite, "testcase", classname=place, name=finding.test)
        if finding.outcome != "passed":
            words = _printable("\n".join(finding.words))
            Xml.SubElement(case, "failure", message=finding.outcome).text = words


def _printable(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in text)


def _write_class(graded: Sequence[Graded], exercises: Sequence[Exercise], file: Path) -> None:
    pages = Environment(loader=PackageLoader("workbook.learn"), autoescape=True)
    page = pages.get_template("class.html").render(
        graded=graded,
        exercises=exercises,
        most=sum(exercise.points for exercise in exercises),
        groups=same_mistakes(graded),
    )
    file.write_text(page, encoding="utf-8")
