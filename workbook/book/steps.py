"""A method cut into the steps that all ways have: build the statement, send it, give back.

The cut follows Python's own grammar: what is awaited is sent, what stands before builds, what comes
after gives back. Nothing is left out and nothing is moved, so the parts together are the source.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

AWAITING = (ast.Await, ast.AsyncFor, ast.AsyncWith)


class Step(StrEnum):
    """One part of a method, by what is shown as its name."""

    CALL = "Call"
    BUILD = "Build"
    SEND = "Send"
    RETURN = "Return"


@cache
def steps_of(text: str) -> Mapping[Step, range]:
    """For each step the lines of the method that belong to it, counted from 0; some are empty."""
    body = _body(text)
    end = len(text.splitlines())
    # The comments above a statement are its own: it begins where the one before has ended.
    starts = [_signature_end(text), *(node.end_lineno or end for node in body)]
    starts[-1] = end
    sending = [number for number, node in enumerate(body) if _awaits(node)] or [len(body)]
    edges = [0, starts[0], starts[sending[0]], starts[min(sending[-1] + 1, len(body))], end]
    return {step: range(edges[number], edges[number + 1]) for number, step in enumerate(Step)}


@cache
def gives_back_while_sending(text: str) -> bool:
    """Whether the lines that send are also those that return, or raise."""
    awaiting = [node for node in _body(text) if _awaits(node)]
    ends = ast.Return | ast.Raise
    return any(isinstance(inner, ends) for node in awaiting for inner in ast.walk(node))


def _body(text: str) -> list[ast.stmt]:
    node = ast.parse(text).body[0]
    return node.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else []


def _awaits(node: ast.stmt) -> bool:
    return any(isinstance(inner, AWAITING) for inner in ast.walk(node))


def _signature_end(text: str) -> int:
    """How many lines there are up to the colon before the body."""
    node = ast.parse(text).body[0]
    known = [one.end_lineno or 0 for one in ast.walk(node) if isinstance(one, ast.arg)]
    earliest = max([node.lineno, *known])
    lines = text.splitlines()
    return next(
        number for number in range(earliest, len(lines) + 1) if lines[number - 1].endswith(":")
    )
