"""How much an answer may send, counted on the wire."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from workbook.frames import Recording
from workbook.learn.verdict import NotYet
from workbook.ledger.entry import Call, call_of
from workbook.wire import Observer
from workbook.wording import counted

CONTROL = re.compile(
    r"(BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b", re.IGNORECASE
)


class Budget:
    """Counts what the answers send inside a block.

    `sent` is what was recorded in the last block; what is shown to the learner after a pass.
    """

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self.sent = Recording()

    @asynccontextmanager
    async def statements(self, most: int, look: str) -> AsyncIterator[None]:
        """At most so many statements; those that begin and end transactions are not counted."""
        async with self.recorded():
            yield
        texts = [text for text in self.sent.texts if not CONTROL.match(text)]
        if len(texts) > most:
            actual = f"{counted(len(texts), 'statement')}: {_told(texts)}"
            raise NotYet(f"at most {counted(most, 'statement')}", actual, look)

    @asynccontextmanager
    async def round_trips(self, most: int, look: str) -> AsyncIterator[None]:
        """At most so many round trips, those of BEGIN and COMMIT among them."""
        async with self.recorded():
            yield
        trips = self.sent.round_trips
        if trips > most:
            expected = f"at most {counted(most, 'round trip')}"
            raise NotYet(expected, f"{trips}: {_told(self.sent.texts)}", look)

    @asynccontextmanager
    async def recorded(self) -> AsyncIterator[None]:
        """No limit: only record, in `sent`."""
        self._observer.restart()
        yield
        self.sent = self._observer.recording

    @property
    def call(self) -> Call:
        """What was recorded, in the ledger's form."""
        return call_of(self.sent, {})


def _told(texts: Sequence[str]) -> str:
    """Each statement once, with how often it was sent."""
    times = Counter(texts)
    told = (text if number == 1 else f"{number} times {text}" for text, number in times.items())
    return "; ".join(told) or "no statement"
