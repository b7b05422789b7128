"""What pupils hand in for the first exercise, besides right answers and wrong ones, and its worth.

Each writes into a folder as a learner's bundle has it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.learn.conftest import FIRST, hand_in, solution, wrong
from workbook.learn.catalogue import ROOT

RAW = f"exercises/{FIRST}/answer/asyncpg_raw.py"
STARTER = ROOT / "exercises" / FIRST / "starter" / "asyncpg_raw.py"

HandIn = Callable[[Path], object]


@dataclass(frozen=True)
class Pupil:
    """What is handed in, the points for it, and words that stand in the report."""

    hands_in: HandIn
    points: int
    words: str = ""


def body(statement: str) -> HandIn:
    """The raw starter with this in place of its blank."""

    def handed_in(folder: Path) -> None:
        work = hand_in(folder, STARTER, "asyncpg_raw")
        work.write_text(work.read_text().replace("raise TodoError(", f"{statement}\n        str("))

    return handed_in


def text(source: str) -> HandIn:
    """A file of this text."""
    return data(source.encode())


def data(content: bytes) -> HandIn:
    """A file of these bytes."""

    def handed_in(folder: Path) -> None:
        work = folder / RAW
        work.parent.mkdir(parents=True)
        work.write_bytes(content)

    return handed_in


def edited_tests(folder: Path) -> None:
    """A blank, with tests that ask for nothing and a conftest that lets all pass."""
    body("return None")(folder)
    (folder / f"exercises/{FIRST}/test_e01.py").write_text("async def test_all(): pass\n")
    (folder / "exercises/conftest.py").write_text("import os; os._exit(0)\n")


def linked(folder: Path) -> None:
    """No answer of the learner's own."""
    work = folder / RAW
    work.parent.mkdir(parents=True)
    work.symlink_to(solution("asyncpg_raw"))


def two_ways(folder: Path) -> None:
    """A wrong answer in one way, a right one in another."""
    hand_in(folder, wrong("returns_none"), "sqlalchemy_orm")
    hand_in(folder, solution("sqlmodel_orm"), "sqlmodel_orm")


FORGERY = """
import os, sys
from pathlib import Path
report = Path(sys.argv[sys.argv.index("--report") + 1])
report.write_text('{"nonce": "", "findings": [], "shown": null}')
os._exit(0)
"""

PEEK = """
        import sys
        from pathlib import Path
        [hidden] = [word for word in sys.argv if word.endswith("_hidden.py")]
        told = Path(hidden).read_text().partition("async def ")[2]
        raise ValueError(" ".join(told.split()))"""

SNOOP = """
        import asyncpg, sys
        from urllib.parse import urlsplit
        url = urlsplit(sys.argv[sys.argv.index("--database") + 1])
        others = await self._connection.fetch(
            "SELECT datname FROM pg_database"
            " WHERE datacl IS NOT NULL AND datname LIKE 'workbook_run%'"
            " AND datname <> current_database()"
        )
        for other in others:
            try:
                await asyncpg.connect(url._replace(path="/" + other["datname"]).geturl())
            except (asyncpg.InsufficientPrivilegeError, asyncpg.InvalidCatalogNameError):
                continue
            raise ValueError("could read what others wrote")
        raise ValueError("others there, entered none" if others else "nobody there")"""

PUPILS: dict[str, Pupil] = {
    "right": Pupil(lambda at: hand_in(at, solution("sqlalchemy_core"), "sqlalchemy_core"), 5),
    "wrong": Pupil(lambda at: hand_in(at, wrong("returns_none"), "sqlalchemy_orm"), 3),
    "same": Pupil(lambda at: hand_in(at, wrong("returns_none"), "sqlalchemy_orm"), 3),
    "tries_twice": Pupil(two_ways, 5, "Way: sqlmodel_orm"),
    "untouched": Pupil(lambda at: hand_in(at, STARTER, "asyncpg_raw"), 0, "Nothing was handed in."),
    "empty": Pupil(lambda at: (at / "exercises").mkdir(parents=True), 0, "Nothing was handed in."),
    "blank": Pupil(text(""), 0, "has no attribute 'Answer'"),
    "syntax": Pupil(text("class Answer(:\n"), 0, "look at:  asyncpg_raw.py:1"),
    "no_text": Pupil(data(b"\xff\xfe\x00"), 0, "UnicodeDecodeError"),
    "endless": Pupil(body("while True: pass"), 0, "it never stops"),
    "waits": Pupil(body("import asyncio; await asyncio.Event().wait()"), 0, "it waits"),
    "exits": Pupil(text("import os\nos._exit(0)\n"), 0, "the process ended before the tests did"),
    "forges": Pupil(text(FORGERY), 0, "the report is not that of the tests"),
    "drops": Pupil(
        body('await self._connection.execute("DROP TABLE tasks, projects CASCADE")'),
        0,
        "UndefinedTableError",
    ),
    "edits_tests": Pupil(edited_tests, 0),
    "links": Pupil(linked, 0, "a link to somewhere else"),
    "large": Pupil(text("#" * 100_001), 0, "more than 100,000 bytes"),
    "peeks": Pupil(body(PEEK), 0, "Withheld"),
    "snoops": Pupil(body(SNOOP), 0, "others there, entered none"),
}
