"""A chapter: Markdown whose fenced blocks name what is to be shown, instead of showing it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from workbook.book.error import BookError, nothing_called
from workbook.book.trap import BadTrap

FOLDER = Path(__file__).resolve().parent / "chapters"
TYPED = "console"
"""The one directive that holds its own text."""
NUMBERED = re.compile(r"(?P<number>\d\d)_(?P<name>\w+)")

Directive = Callable[[Sequence[str]], str]
"""Takes the words behind its name, gives HTML. Raises BookError."""
Directives = Mapping[str, Directive]
Fill = Callable[[str], str]
"""Puts figures into a text. Raises BookError."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """`file` is the name of its page."""

    number: int
    name: str
    title: str
    html: str

    @property
    def file(self) -> str:
        """The name of its page."""
        return f"{self.name}.html"


def chapters(directives: Directives, fill: Fill, folder: Path = FOLDER) -> list[Chapter]:
    """All that are numbered, in order. Raises BookError, which names file and line."""
    paths = [path for path in sorted(folder.glob("*.md")) if NUMBERED.fullmatch(path.stem)]
    return [chapter(path, directives, fill) for path in paths]


def chapter(path: Path, directives: Directives, fill: Fill) -> Chapter:
    """One file. Raises BookError, which names file and line."""
    named = NUMBERED.fullmatch(path.stem)
    if named is None:
        raise BookError(f"{path.name}: a chapter is called NN_name.md")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(path.read_text(encoding="utf-8"))
    where = f"{path.parent.name}/{path.name}"
    html = [_block(token, directives, where) for token in tokens if token.type == "fence"]
    markdown.add_render_rule("fence", _in_turn(html))
    _fill_in(tokens, fill, where)
    rendered = markdown.renderer.render(tokens, markdown.options, {})
    return Chapter(int(named["number"]), named["name"], _title(tokens, where), rendered)


def _in_turn(html: list[str]) -> Callable[..., str]:
    """A rule of the renderer that gives one block after the other."""
    blocks = iter(html)

    def rule(_renderer: object, _tokens: object, _index: int, *_: Any) -> str:
        return next(blocks)

    return rule


def _block(token: Token, directives: Directives, where: str) -> str:
    line = (token.map or [0])[0] + 1
    try:
        return _quoted(token, directives)
    except (BookError, BadTrap) as error:
        raise BookError(f"{where}, line {line}: {error}") from error


def _quoted(token: Token, directives: Directives) -> str:
    name, *words = token.info.split() or [""]
    if name not in directives:
        raise nothing_called("directive", name, sorted(directives))
    if name == TYPED:
        return directives[name]([token.content])
    if token.content.strip():
        raise BookError(f"{name}: the block stays empty; what it shows is fetched by name")
    return directives[name](words)


def _fill_in(tokens: list[Token], fill: Fill, where: str) -> None:
    """Put the figures into the text; code stays as it is."""
    for token in tokens:
        line = (token.map or [0])[0] + 1
        for child in token.children or []:
            if child.type == "text":
                try:
                    child.content = fill(child.content)
                except BookError as error:
                    raise BookError(f"{where}, line {line}: {error}") from error


def _title(tokens: list[Token], where: str) -> str:
    """The first heading, which is the only one of its level."""
    opened = [
        number for number, token in enumerate(tokens) if token.tag == "h1" and token.nesting == 1
    ]
    if len(opened) != 1:
        raise BookError(f"{where}, line 1: a chapter has one heading of the first level")
    return tokens[opened[0] + 1].content
