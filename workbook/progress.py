"""What the user sees while a command works: a spinner on a terminal, a plain line in a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TypeAlias

from rich.console import Console
from rich.text import Text

Advance: TypeAlias = Callable[[str, int, int], None]
BAR_LENGTH = 20


class Progress:
    """Tells of one step after another, with the time each took."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def step(self, title: str) -> Iterator[Advance]:
        """One step; what is given may be called with (what, how many are done, of how many)."""
        start = perf_counter()
        with self._console.status(Text(title)) as status:

            def advance(what: str, done: int, of: int) -> None:
                filled = done * BAR_LENGTH // of
                bar = "━" * filled + "─" * (BAR_LENGTH - filled)
                status.update(Text(f"{title}  {bar}  {what}"))

            yield advance
        line = Text.assemble(title, (f"  {perf_counter() - start:.1f} s", "dim"))
        self._console.print(line, soft_wrap=True)
