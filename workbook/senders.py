"""Which line of a way's source is waiting for what has just gone over the wire.

Nothing is hooked into a library. When a statement passes the observer, the task that sent it is
suspended, and the chain of what it awaits leads from the caller's frame down into the library; the
last frame on that chain that belongs to the way is the line that sent the statement. It makes no
difference that SQLAlchemy runs its own part in a greenlet: the await stands above that.
"""

from __future__ import annotations

import ast
import asyncio
import gc
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import AsyncGeneratorType, CoroutineType, FrameType, GeneratorType
from typing import Any

from shared.protocol import Database
from workbook.frames import Recording

ROOT = Path(__file__).resolve().parent.parent
SUSPENDED = (CoroutineType, AsyncGeneratorType, GeneratorType)


@dataclass(frozen=True, slots=True)
class Sender:
    """Finds the line in the files under `folder`, for the one task of this loop that is at work."""

    folder: str

    @classmethod
    def of(cls, kind: type[Database]) -> Sender:
        """Finds lines in the folder of the module that defines this `Database`."""
        opened: Any = inspect.unwrap(kind.open)
        return cls(str(Path(opened.__code__.co_filename).parent))

    def find_line(self) -> str | None:
        """As file:line, the file from the project's root; None if no task waits in the folder."""
        found = None
        for task in asyncio.all_tasks():
            for frame in _frames(task.get_coro()):
                if frame.f_code.co_filename.startswith(self.folder):
                    found = frame
        return None if found is None else f"{_short(found.f_code.co_filename)}:{found.f_lineno}"


def by_function(recording: Recording) -> dict[str, str]:
    """For each line of the recording, the words that stay true when lines above it come or go."""
    lines = {statement.line for statement in recording.statements if statement.line is not None}
    return {line: _in_function(line) for line in lines}


@cache
def _in_function(line: str) -> str:
    """Such as "repository.py, edit_task, line 12": the 12th line of that function."""
    file, _, number = line.rpartition(":")
    path = ROOT / file
    if not path.is_file():
        return line
    found = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.lineno <= int(number) <= (node.end_lineno or 0)
    ]
    innermost = max(found, key=lambda node: node.lineno)
    return f"{path.name}, {innermost.name}, line {int(number) - innermost.lineno + 1}"


def _short(file: str) -> str:
    path = Path(file)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def _frames(awaited: Any) -> Iterator[FrameType]:
    """The frames of what is suspended there, the caller's first."""
    seen: set[int] = set()
    while awaited is not None and id(awaited) not in seen:
        seen.add(id(awaited))
        frame, inner = _suspended(awaited)
        if frame is not None:
            yield frame
        awaited = inner


def _suspended(awaited: Any) -> tuple[FrameType | None, Any]:
    """Its frame, if it has one, and what it waits for."""
    if isinstance(awaited, CoroutineType):
        return awaited.cr_frame, awaited.cr_await
    if isinstance(awaited, AsyncGeneratorType):
        return awaited.ag_frame, awaited.ag_await
    if isinstance(awaited, GeneratorType):
        return awaited.gi_frame, awaited.gi_yieldfrom
    # A step of an asynchronous generator, or what `__await__` gave: it refers to the real thing.
    return None, next(
        (one for one in gc.get_referents(awaited) if isinstance(one, SUSPENDED)), None
    )
