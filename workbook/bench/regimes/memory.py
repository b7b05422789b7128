"""By how much a process grows at most during one large call.

Each call has a process of its own, which does it for a hundred rows first, so that modules are
loaded, statements known and buffers made. What it holds of physical memory then (its resident set)
is compared with the most that a thread sees of it every few milliseconds during the large call. The
tasks to store are made one by one where the method takes an iterator, and before the call where it
takes a list: the growth is that of the way alone.
"""

from __future__ import annotations

import asyncio
import sys

from workbook.bench.measurement import AGAIN, Growth
from workbook.bench.regimes.rows import filled
from workbook.bench.run import Run
from workbook.ways import Way

FEW = 100
ROWS_STORED = 100_000
DEADLINE = 300.0


class ProcessFailed(Exception):
    """The process whose memory was to be measured ended otherwise; the message is its last line."""


async def memory(run: Run) -> list[Growth]:
    """Each way, one after the other, on the same tables; the reference once more at the end."""
    streamed = run.scale.rows_in_memory
    stored = min(streamed, ROWS_STORED)
    reference = run.ways[0]
    cases = {"stream_tasks": streamed, "add_tasks": stored, "load_tasks": stored}
    growths = []
    async with filled(run.server, (FEW, streamed)) as url:
        with run.progress.step("memory, in processes of their own") as advance:
            for number, (name, count) in enumerate(cases.items()):
                advance(f"{name}, {count:,} rows", number, len(cases))
                peaks = {way.label: await _peak(way, url, name, count) for way in run.ways}
                peaks[reference.label + AGAIN] = await _peak(reference, url, name, count)
                growths.append(Growth(name, count, peaks))
    return growths


async def _peak(way: Way, url: str, operation: str, rows: int) -> int:
    """In bytes. Raises ProcessFailed."""
    arguments = (way.name, way.driver, operation, str(rows))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "workbook.bench.regimes.peak", *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    what = f"{operation} of {rows:,} rows through {way.label}"
    try:
        out, errors = await asyncio.wait_for(process.communicate(url.encode()), DEADLINE)
    except TimeoutError as error:
        raise ProcessFailed(f"{what}: not done after {DEADLINE:.0f} s") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        last = errors.decode().strip().rpartition("\n")[2]
        raise ProcessFailed(f"{what}: {last or f'it ended with status {process.returncode}'}")
    return int(out)
