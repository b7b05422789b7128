"""A new exercise: every file it needs, with blanks for its author."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from workbook.learn.catalogue import NoSuchExercise
from workbook.learn.exercise import TEACHER
from workbook.learn.places import PLACES

NAME = re.compile(r"(e\d\d)_([a-z0-9_]+)")

HANDLES: Mapping[str, tuple[str, str, str]] = {
    "asyncpg_raw": (
        "from typing import Any\n\nfrom asyncpg.pool import PoolConnectionProxy",
        "connection",
        "PoolConnectionProxy[Any]",
    ),
    "sqlalchemy_core": (
        "from sqlalchemy.ext.asyncio import AsyncConnection",
        "connection",
        "AsyncConnection",
    ),
    "sqlalchemy_orm": (
        "from sqlalchemy.ext.asyncio import AsyncSession",
        "session",
        "AsyncSession",
    ),
    "sqlmodel_orm": (
        "from sqlmodel.ext.asyncio.session import AsyncSession",
        "session",
        "AsyncSession",
    ),
}

SHEET = """\
id = "{id}"
title = "{title}"
kind = "implement"
ways = ["asyncpg_raw", "sqlalchemy_core", "sqlalchemy_orm", "sqlmodel_orm"]
scope = "autocommit"
needs = []
minutes = 20
level = 1
edit = ["answer/*.py"]
operation = "get_task"

[[tasks]]
title = "What is to be done"
points = 3
starter = "todo"
hints = ["Where to look.", "The name of the concept.", "The name of the API."]
"""
README = "# {id} {title}\n\nThe story.\n\n1. **What is to be done.** How.\n\nMeasured: what.\n"
CONTRACT = '''\
"""What every answer to {id} can do."""

from __future__ import annotations

from typing import Protocol


class Answers(Protocol):
    async def do_it(self, task_id: int) -> None:
        """What it does. What it raises."""
        ...
'''
ANSWER = '''\
"""{id} in {way}."""

from __future__ import annotations

{imports}

from workbook.learn import TodoError


class Answer:
    def __init__(self, {handle}: {type}) -> None:
        self._{handle} = {handle}

    async def do_it(self, task_id: int) -> None:
        raise TodoError("task 1: what is to be done")
'''
TESTS = '''\
"""What {id} {asks}, whichever way it is written."""

from __future__ import annotations

import pytest

from exercises.{folder}.contract import Answers


@pytest.mark.task(1)
async def test_{test}(answer: Answers) -> None:
    """What it shows."""
    await answer.do_it(1)
'''
NOTES = "# {id} for the instructor\n\n**What it teaches.**\n\n**In class.**\n\n**Watch for.**\n"


def create(name: str, root: Path) -> Path:
    """Write the files of the exercise `name`, "e04_delete_twice", say. Gives its folder.

    Raises NoSuchExercise if that is no name for an exercise, or it is taken.
    """
    parts = NAME.fullmatch(name)
    if parts is None:
        raise NoSuchExercise(f"{name} is no name for an exercise: e04_delete_twice is one")
    folder, teacher = root / "exercises" / name, root / "exercises" / TEACHER / name
    if list(folder.parent.glob(f"{parts[1]}_*")):
        raise NoSuchExercise(f"there is an {parts[1]} already")
    words = {"id": parts[1], "title": parts[2].replace("_", " ").capitalize(), "folder": name}
    for path, text in _files(folder, teacher, words).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (teacher / "wrong").mkdir()
    return folder


def _files(folder: Path, teacher: Path, words: Mapping[str, str]) -> dict[Path, str]:
    number = words["id"]
    hidden = TESTS.format(**words, asks="is graded by", test="more_holds")
    return {
        folder / "exercise.toml": SHEET.format(**words),
        folder / "README.md": README.format(**words),
        folder / "contract.py": CONTRACT.format(**words),
        folder / f"test_{number}.py": TESTS.format(**words, asks="asks for", test="it_is_done"),
        teacher / f"test_{number}_hidden.py": hidden,
        teacher / "notes.md": NOTES.format(**words),
        **{folder / "starter" / f"{way}.py": _answer(way, words) for way in PLACES},
        **{teacher / "solution" / f"{way}.py": _answer(way, words) for way in PLACES},
    }


def _answer(way: str, words: Mapping[str, str]) -> str:
    imports, handle, kind = HANDLES[way]
    return ANSWER.format(**words, way=way, imports=imports, handle=handle, type=kind)
