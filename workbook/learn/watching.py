"""Waits until a file is saved. By polling: it works on every system and in every shared folder."""

from __future__ import annotations

import asyncio
from pathlib import Path

INTERVAL = 0.3


class Save:
    """The next save of a file, counted from when this was made."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._before = _stamp(file)

    async def happens(self) -> None:
        """Return when the file is there and is not what it was."""
        while _stamp(self._file) in (None, self._before):
            await asyncio.sleep(INTERVAL)


def _stamp(file: Path) -> tuple[int, int] | None:
    """When it was written and how long it is; None while an editor is replacing it."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size
