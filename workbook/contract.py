"""The methods of the protocol, in its order, under its headings, as `shared.protocol` has them."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from functools import cache

from shared import protocol


@dataclass(frozen=True, slots=True)
class Method:
    """One method of `Repository`: its heading, how it is called, and what it promises."""

    name: str
    heading: str
    signature: str
    promise: str


@cache
def methods() -> tuple[Method, ...]:
    """All of them, in order."""
    source = inspect.getsource(protocol.Repository)
    headings = _headings(source)
    return tuple(
        _method(node, headings)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def _headings(source: str) -> list[tuple[int, str]]:
    """Line and text of each comment that stands alone in the class, up to its colon."""
    lines = enumerate(source.splitlines(), start=1)
    return [
        (number, line.strip("# ").partition(":")[0])
        for number, line in lines
        if line.startswith("    # ")
    ]


def _method(
    node: ast.FunctionDef | ast.AsyncFunctionDef, headings: list[tuple[int, str]]
) -> Method:
    heading = [text for number, text in headings if number < node.lineno][-1]
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    signature = f"{word} {node.name}({ast.unparse(node.args)}){returns}"
    return Method(node.name, heading, signature, ast.get_docstring(node) or "")
