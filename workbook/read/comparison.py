"""Two texts compared token by token, with signs that need no colour: [-gone-] and {+come+}."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from rich.text import Text

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
GONE, COME = "red", "green"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text: `sign` is - for what only the first has, + for the second, or empty."""

    sign: str
    text: str


def runs(one: str, other: str) -> Iterator[Run]:
    """Both texts in one: without what is marked + they are the first, without - the second."""
    left, right = TOKEN.findall(one), TOKEN.findall(other)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, from_left, to_left, from_right, to_right in matcher.get_opcodes():
        gone, come = "".join(left[from_left:to_left]), "".join(right[from_right:to_right])
        if tag == "equal":
            yield Run("", gone)
            continue
        if gone:
            yield Run("-", gone)
        if come:
            yield Run("+", come)


def marked(one: str, other: str) -> Text:
    """Both texts in one, with signs and in colours."""
    text = Text()
    for run in runs(one, other):
        match run.sign:
            case "-":
                text.append(f"[-{run.text}-]", style=GONE)
            case "+":
                text.append(f"{{+{run.text}+}}", style=COME)
            case _:
                text.append(run.text)
    return text
