"""Python and SQL in colours, as HTML, every character of the text kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import TypeAlias

from pygments.lexer import Lexer
from pygments.lexers import PostgresLexer, PythonLexer
from pygments.token import (
    Comment,
    Keyword,
    Name,
    Number,
    Operator,
    String,
    _TokenType,
)

Piece: TypeAlias = tuple[str, str]
"""The class of a piece of text, which may be empty, and the text."""

CLASSES: tuple[tuple[_TokenType, str], ...] = (
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Comment, "c"),
    (Number, "m"),
    (Name.Variable, "m"),
    (Name.Function, "n"),
    (Name.Class, "n"),
    (Name.Decorator, "n"),
    (Name.Builtin.Pseudo, ""),
    (Name.Builtin, "n"),
)
LONG = re.compile(r"[^\s;&]{20,}")
CLAUSES = frozenset(
    {"FROM", "WHERE", "SET", "VALUES", "RETURNING", "ORDER", "GROUP", "LIMIT", "ON", "LEFT"}
)


@cache
def python_lines(text: str) -> tuple[str, ...]:
    """Each line of a piece of Python, without its end."""
    lines = [""]
    for kind, piece in _pieces(PythonLexer(stripnl=False, ensurenl=False), text):
        first, *others = piece.split("\n")
        lines[-1] += _span(kind, first)
        lines += [_span(kind, other) for other in others]
    return tuple(lines[:-1] if text.endswith("\n") else lines)


@cache
def sql(text: str) -> str:
    """A statement; each of its clauses is an element of its own, so that it can begin a line."""
    return "".join(f"<i class=q>{''.join(clause)}</i>" for clause in _clauses(text))


def _clauses(text: str) -> Iterator[list[str]]:
    clause: list[str] = []
    depth, before = 0, ""
    for kind, piece in _pieces(PostgresLexer(stripnl=False, ensurenl=False), text):
        if kind == "k" and depth == 0 and piece.upper() in CLAUSES and before != "DISTINCT":
            yield clause
            clause = []
        depth += piece.count("(") - piece.count(")")
        before = piece.upper() if piece.strip() else before
        clause.append(_span(kind, piece))
    yield clause


def _pieces(lexer: Lexer, text: str) -> Iterator[Piece]:
    """The text, cut where its colour changes."""
    held: Piece = ("", "")
    for token, piece in lexer.get_tokens(text):
        kind = _kind(token) if piece != "." else ""  # to the lexer of SQL it is a number
        if kind == held[0] and kind != "k":
            held = kind, held[1] + piece
        else:
            yield held
            held = kind, piece
    yield held


def _kind(token: _TokenType) -> str:
    return next((name for parent, name in CLASSES if token[: len(parent)] == parent), "")


def _span(kind: str, piece: str) -> str:
    html = LONG.sub(_with_breaks, escape(piece, quote=False))
    if kind == "k" and piece:
        return f"<b>{html}</b>"  # there are thousands, and every byte counts
    return f"<i class={kind}>{html}</i>" if piece and kind else html


def _with_breaks(match: re.Match[str]) -> str:
    """A long word may be broken behind a bracket and before a dot."""
    return match[0].replace("(", "(<wbr>").replace(".", "<wbr>.")
