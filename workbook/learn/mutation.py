"""Small mistakes planted in a solution by machine: each must be noticed by some test.

A mutation changes one place of the source: a comparison, a constant, a step that is left out, a
word of SQL. Which there are follows from the source alone, so a number names one.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """What a mutation changes, in words that stay the same when lines move."""

    number: int
    function: str
    words: str

    def __str__(self) -> str:
        return f"{self.function}: {self.words}"


Change = tuple[ast.AST, str, int | None, object]
"""A node, its field, the position in that field if it is a list, and what is put there."""

SWAPS: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
}

SQL_REWRITES = (
    (r"\bORDER BY [\w., ]+?(?=\s+(LIMIT|FOR|OFFSET)\b|\s*\)|$)", ""),
    (r"\bLIMIT (\$?\d+)", ""),
    (r"\bFOR UPDATE( SKIP LOCKED)?", ""),
    (r"\bSKIP LOCKED", ""),
    (r"\bNOT done\b", "done"),
    (r"\bIS NULL\b", "IS NOT NULL"),
    (r"\bLEFT JOIN\b", "JOIN"),
    (r"\bversion \+ 1\b", "version"),
    (r"(?<=WHERE )(\w+ = \$\d)", r"NOT \1"),
    (r"\bIS DISTINCT FROM\b", "="),
)


def mutations(source: str) -> list[Mutation]:
    """All mutations of a solution, in the order of its source."""
    tree = ast.parse(source)
    return [
        Mutation(number, function, _words(change))
        for number, (function, change) in enumerate(_places(tree))
    ]


def mutated(tree: ast.Module, number: int) -> ast.Module:
    """A copy of the tree with this mutation in it."""
    changed = copy.deepcopy(tree)
    _, (node, field, position, replacement) = list(_places(changed))[number]
    if position is None:
        setattr(node, field, replacement)
    else:
        getattr(node, field)[position] = replacement
    return ast.fix_missing_locations(changed)


def _places(tree: ast.Module) -> Iterator[tuple[str, Change]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "__init__":
            for statement in node.body:
                for change in _changes(statement, node, node.body.index(statement)):
                    yield node.name, change


def _changes(statement: ast.stmt, parent: ast.AST, position: int) -> Iterator[Change]:
    """Those of a statement in a body, and of all below it."""
    yield from _without(statement, parent, "body", position)
    for node in ast.walk(statement):
        for field, value in ast.iter_fields(node):
            children = value if isinstance(value, list) else [value]
            for index, child in enumerate(children):
                where = index if isinstance(value, list) else None
                if isinstance(child, ast.stmt) and where is not None:
                    yield from _without(child, node, field, where)
                for replacement in _instead(child):
                    yield node, field, where, replacement


def _without(statement: ast.stmt, parent: ast.AST, field: str, position: int) -> Iterator[Change]:
    """The statement left out, where something is done by it: an await, a raise, a block."""
    match statement:
        case ast.Raise() | ast.Expr(value=ast.Await()):
            yield parent, field, position, ast.Pass()
        case ast.AsyncWith(body=body):
            yield parent, field, position, ast.If(ast.Constant(value=True), body, [])


def _instead(node: object) -> Iterator[ast.AST]:
    """What may stand in a node's place."""
    for rule in RULES:
        yield from rule(node)


def _comparison(node: object) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPS:
        yield ast.Compare(node.left, [SWAPS[type(node.ops[0])]], node.comparators)


def _constant(node: object) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool() as flag):
            yield ast.Constant(not flag)
        case ast.Constant(value=int() as number):
            yield ast.Constant(number + 1)


def _negation(node: object) -> Iterator[ast.AST]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield node.operand


def _link_of_chain(node: object) -> Iterator[ast.AST]:
    """`select(...).order_by(...)` without its last call, `order_by`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call() as rest)):
            yield rest


def _sql(node: object) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        for pattern, words in SQL_REWRITES:
            if re.search(pattern, node.value):
                yield ast.Constant(re.sub(pattern, words, node.value, count=1))


RULES: tuple[Callable[[object], Iterator[ast.AST]], ...] = (
    *(_comparison, _constant, _negation, _link_of_chain, _sql),
)


def _words(change: Change) -> str:
    node, field, position, replacement = change
    old = getattr(node, field) if position is None else getattr(node, field)[position]
    if isinstance(replacement, ast.Pass | ast.If):
        return f"without {_told(old)}"
    if isinstance(old, ast.Call) and isinstance(replacement, ast.Call):
        return f"without {_told(old).removeprefix(_told(replacement))}"
    return f"{_told(replacement)} for {_told(old)}"


def _told(node: object) -> str:
    return " ".join(ast.unparse(node).split()) if isinstance(node, ast.AST) else repr(node)
