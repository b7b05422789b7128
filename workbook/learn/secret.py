"""What a learner's report must not repeat.

An answer runs beside the hidden tests, so it can read them and fail with their text as its words.
Their text as it stands is found again here; an answer that writes it in a code of its own is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from workbook.learn.evidence import graded_tests
from workbook.learn.exercise import Exercise

SHORTEST = 20
"""A line with fewer characters says nothing about the test that it is from."""
WITHHELD = "(Withheld: the words of the answer repeat a hidden test.)"


class Secret:
    """The names of an exercise's hidden tests, and the lines that stand in no file of a learner."""

    def __init__(self, exercise: Exercise) -> None:
        hidden = [file for file in (exercise.hidden_tests,) if file.exists()]
        known = _lines(file for file in exercise.folder.glob("*.*") if file.is_file())
        self._told_by = {*graded_tests(hidden), *(_lines(hidden) - known)}

    def kept(self, words: Sequence[str]) -> Sequence[str]:
        """The words, or a line in their place if they tell of a hidden test."""
        said = " ".join(words)
        return (WITHHELD,) if any(part in said for part in self._told_by) else words


def _lines(files: Iterable[Path]) -> set[str]:
    """Those that are long enough, with single spaces, as words are shown."""
    lines = (
        " ".join(line.split())
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
    )
    return {line for line in lines if len(line) >= SHORTEST}
