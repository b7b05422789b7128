"""What mypy and ty say about the four files, function by function."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from workbook.mistakes.catalogue import WAYS

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
TIMEOUT = 50.0
OLDEST_PYTHON = "3.11"

Place: TypeAlias = tuple[str, int]
"""A way, and a line of its file."""
Complaints: TypeAlias = frozenset[tuple[str, str]]
"""Ways and functions of which a checker says anything."""


class CheckerFailed(Exception):
    """A checker said nothing that can be used, or complained outside all functions."""


def mypy_complaints() -> Complaints:
    """What mypy --strict calls an error, without any plugin. Raises CheckerFailed."""
    answer = _answer_of(
        "mypy", "--strict", "--config-file=", "--explicit-package-bases", "--output=json"
    )
    errors = [json.loads(line) for line in answer.splitlines()]
    return _blamed(
        (Path(error["file"]).stem, error["line"])
        for error in errors
        if error["severity"] == "error"
    )


def ty_complaints() -> Complaints:
    """What ty calls an error or warns of, as it is set by default. Raises CheckerFailed."""
    answer = _answer_of("ty", "check", "--output-format=gitlab", "--no-progress")
    return _blamed(
        (
            Path(error["location"]["path"]).stem,
            error["location"]["positions"]["begin"]["line"],
        )
        for error in json.loads(answer)
    )


def _answer_of(checker: str, *arguments: str) -> str:
    """What a checker writes about the four files. One is its exit status when it finds errors."""
    files = [str(FOLDER.relative_to(ROOT) / f"{way}.py") for way in WAYS]
    done = subprocess.run(
        [sys.executable, "-m", checker, *arguments, f"--python-version={OLDEST_PYTHON}", *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    if done.returncode != 1:
        raise CheckerFailed(f"{checker} ended with {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


def _blamed(places: Iterable[Place]) -> Complaints:
    """The functions that the places lie in."""
    functions = {
        (way, line): name for way in WAYS for name, lines in _functions(way) for line in lines
    }
    found = set(places)
    if outside := found - functions.keys():
        raise CheckerFailed(f"complaints outside the functions: {sorted(outside)}")
    return frozenset((way, functions[way, line]) for way, line in found)


def _functions(way: str) -> Iterator[tuple[str, range]]:
    """Each function of a way's file and its lines."""
    for node in ast.parse((FOLDER / f"{way}.py").read_text()).body:
        if isinstance(node, ast.AsyncFunctionDef):
            yield node.name, range(node.lineno, (node.end_lineno or node.lineno) + 1)
