"""Runs an exercise's tests on answers, in a process of their own, and reads what was found."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from shared import migrations
from shared.postgres import Server, fresh_database
from workbook.learn.candidate import CANDIDATES, Candidate
from workbook.learn.catalogue import ROOT
from workbook.learn.finding import REPORT, Report
from workbook.learn.recorder import NONCE

IN_ORDER = ("-p", "no:randomly")
LAST_LINES = 12


class NoReport(Exception):
    """The tests have not come to their end; `output` is the last that they said."""

    def __init__(self, reason: str, output: str = "") -> None:
        super().__init__(reason)
        self.output = output


@dataclass(frozen=True, slots=True)
class Session:
    """One run of pytest: these test files, on these answers, in this database, in this order."""

    tests: Sequence[Path]
    candidates: Sequence[Candidate]
    database: str
    seconds: float
    order: Sequence[str] = IN_ORDER


@asynccontextmanager
async def migrated_database(server: Server) -> AsyncIterator[str]:
    """A new database with the schema, for as long as the block lasts. Gives its URL."""
    async with fresh_database(server) as url:
        await migrations.upgrade(url)
        yield url


async def run(session: Session, root: Path = ROOT) -> Report:
    """What the tests find. Raises NoReport."""
    with tempfile.TemporaryDirectory(prefix="learn-") as scratch:
        candidates, report = Path(scratch) / "candidates.json", Path(scratch) / "report.json"
        candidates.write_bytes(CANDIDATES.dump_json(list(session.candidates)))
        nonce = secrets.token_hex(16)
        options = ["--candidates", str(candidates), "--report", str(report)]
        output = await _pytest(session, [*options, "--database", session.database], nonce, root)
        try:
            found = REPORT.validate_json(report.read_bytes())
        except (OSError, ValidationError) as error:
            raise NoReport("the process ended before the tests did", output) from error
    if found.nonce != nonce:
        raise NoReport("the report is not that of the tests", output)
    return found


async def _pytest(session: Session, options: list[str], nonce: str, root: Path) -> str:
    """The last lines of its output. Raises NoReport if it takes too long."""
    quiet = ["-q", "--no-header", "-W", "ignore", "-n", "0"]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", *map(str, session.tests)),
        *(*quiet, *session.order, *options),
        cwd=root,
        env={**os.environ, NONCE: nonce, "WORKBOOK_POSTGRES": ""},  # it knows one database only
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(session.seconds):
            said, _ = await process.communicate()
    except TimeoutError as error:
        reason = f"no end within {session.seconds:.0f} s: something waits, or the machine is busy"
        raise NoReport(reason) from error
    finally:
        await _end(process)
    return "\n".join(said.decode(errors="replace").splitlines()[-LAST_LINES:])


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill what is left of it, and whatever it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
