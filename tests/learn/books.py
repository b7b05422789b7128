"""The books of a graded class, read back."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from workbook.learn.marks import Graded

ROW = re.compile(r'<tr><th scope="row">(\w+)</th>(.*?)</tr>', re.DOTALL)
SUITE = re.compile(
    r'<testsuite name="(\w+)"[^>]* failures="(\d+)"(?: />|>(.*?)</testsuite>)', re.DOTALL
)
CELL = re.compile(r"<td[^>]*>\s*([\d–]+)</td>")


class Books:
    """grades.csv, class.html, junit.xml, and what is in the folder of each learner."""

    def __init__(self, out: Path) -> None:
        self._out = out
        with (out / "grades.csv").open(encoding="utf-8") as table:
            self.header, *rows = csv.reader(table)
        self.points = {row[0]: row[1:] for row in rows}
        self.page = (out / "class.html").read_text(encoding="utf-8")
        heat_map = self.page.partition("The same wrong answer")[0]
        self.cells = {name: CELL.findall(row) for name, row in ROW.findall(heat_map)}

    @property
    def failures(self) -> dict[str, int]:
        """How many failures junit.xml counts and lists for each learner."""
        text = (self._out / "junit.xml").read_text(encoding="utf-8")
        suites = {name: (int(told), body) for name, told, body in SUITE.findall(text)}
        assert all(told == body.count("<failure ") for told, body in suites.values())
        return {name: told for name, (told, _) in suites.items()}

    def not_passed(self, learner: str) -> int:
        """How many tests results.json says are not passed; an answer that could not run is one."""
        graded = Graded.model_validate_json((self._out / learner / "results.json").read_text())
        attempts = [attempt for mark in graded.marks for attempt in mark.attempts]
        return sum(
            1 if attempt.trouble else sum(one.outcome != "passed" for one in attempt.findings)
            for attempt in attempts
        )

    def report(self, learner: str) -> str:
        return (self._out / learner / "report.md").read_text(encoding="utf-8")
