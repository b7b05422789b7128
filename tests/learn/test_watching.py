"""`workbook learn watch`: a save starts the next run."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from shared.postgres import Server
from tests.learn.conftest import FIRST, LAST, hand_in, solution, wrong
from workbook.learn.watching import Save

DEADLINE = 40
WATCH = (
    "from pathlib import Path; from workbook.learn import command;"
    " command.ROOT = Path.cwd(); command.app(['watch'])"
)


@asynccontextmanager
async def watching(bundle: Path, server: Server) -> AsyncIterator[Process]:
    """The command, in the bundle; it is ended as a learner would."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WATCH),
        cwd=bundle,
        env={**os.environ, "WORKBOOK_POSTGRES": server.url, "PYTHONUNBUFFERED": "1"},
        stdin=DEVNULL,
        stdout=PIPE,
    )
    try:
        yield process
    finally:
        process.terminate()
        await process.wait()


async def read_to(process: Process, words: str) -> str:
    """What it says, up to the line with these words."""
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(DEADLINE):
        while words not in said:
            line = await process.stdout.readline()
            assert line, f"it ended: {said}"
            said += line.decode()
    return said


@pytest.mark.timeout(240)
async def test_a_save_starts_the_next_run(bundle: Path, server: Server) -> None:
    """From the blank over a mistake to a pass; then the next exercise is waited for."""
    async with watching(bundle, server) as process:
        await read_to(process, "TODO e01")
        await read_to(process, "Stuck:")
        hand_in(bundle, wrong("returns_a_raw_row"), "asyncpg_raw")
        await read_to(process, "NOT YET e01")
        await read_to(process, "Stuck:")
        hand_in(bundle, solution("asyncpg_raw"), "asyncpg_raw")
        await read_to(process, "DONE e01")
        await read_to(process, "Next: e12")
        await read_to(process, "Then: uv run workbook learn")
        hand_in(bundle, solution("asyncpg_raw", LAST), "asyncpg_raw", LAST)
        await read_to(process, "DONE e12")


async def test_a_save_is_noticed_once_it_is_whole(tmp_path: Path) -> None:
    """Neither the file as it was nor its absence while an editor replaces it is a save."""
    file = tmp_path / FIRST
    file.write_text("old")
    saved = asyncio.create_task(Save(file).happens())
    await asyncio.sleep(0)
    file.unlink()
    await asyncio.sleep(0)
    assert not saved.done()
    file.write_text("newer")
    await asyncio.wait_for(saved, DEADLINE)
