"""Which tests hold the ways to one behaviour, by method: those that a planted mistake makes fail.

Each file in tests/mutants plants a mistake in one method and names the test that notices it. A test
that is named there is known to be able to fail for that method.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbook.book.material import ROOT
from workbook.source import definition_in

DECLARED = re.compile(
    r'"""(?P<method>\w+): (?P<mistake>.+?)\.?"""\n.*?CAUGHT_BY = "(?P<test>[^"]+)"', re.DOTALL
)
MUTANTS = ROOT / "tests" / "mutants"
CONTRACT = ROOT / "tests" / "contract"


@dataclass(frozen=True, slots=True)
class Proof:
    """A test, what it promises in a sentence, and the planted mistakes that it notices."""

    test: str
    promise: str
    mistakes: tuple[str, ...]


@cache
def proofs() -> Mapping[str, tuple[Proof, ...]]:
    """By method; empty where the tests are not to be had."""
    found: dict[str, dict[str, list[str]]] = {}
    for path in sorted(MUTANTS.glob("[!_]*.py")):
        declared = DECLARED.search(path.read_text(encoding="utf-8"))
        if declared is not None:
            test = declared["test"].partition("[")[0]
            mistakes = found.setdefault(declared["method"], {}).setdefault(test, [])
            mistakes.append(" ".join(declared["mistake"].split()))
    return {method: _proofs(by_test) for method, by_test in found.items()}


def _proofs(by_test: Mapping[str, list[str]]) -> tuple[Proof, ...]:
    return tuple(
        Proof(f"tests/contract/{test}", promise(CONTRACT, test), tuple(mistakes))
        for test, mistakes in by_test.items()
    )


def promise(folder: Path, test: str) -> str:
    """The first sentence of a test's docstring, of "test_file.py::test_name"."""
    file, _, name = test.partition("::")
    source = definition_in(folder / file, name)
    if source is None:
        return ""
    node = ast.parse(source.text).body[0]
    found = (
        ast.get_docstring(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        else None
    )
    return (found or "").partition("\n\n")[0].replace("\n", " ")
