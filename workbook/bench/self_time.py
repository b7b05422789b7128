"""Where a call spends its time: seconds in each part, whatever greenlets it runs through.

Between two events of the interpreter (a function is called, a function returns) the time belongs to
the function that runs then, and that is known from the frame of the first. So no stack is kept.
cProfile keeps one, and SQLAlchemy's greenlets leave it in a mess: they return in another order than
they were called. What the profiler itself takes is left out, as far as Python can see it.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from types import FrameType


class SelfTime:
    """Seconds in each part, for each call; `part_of` tells the part of a frame, or of none."""

    def __init__(
        self,
        part_of: Callable[[FrameType | None], str],
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self.calls: list[dict[str, float]] = []
        self._part_of = part_of
        self._clock = clock
        self._part = ""
        self._since = 0.0

    @contextmanager
    def call(self) -> Iterator[None]:
        """Measure what is called in this block, as one more call."""
        before = sys.getprofile()
        self.calls.append(defaultdict(float))
        self._part = self._part_of(None)
        self._since = self._clock()
        sys.setprofile(self._event)
        try:
            yield
        finally:
            sys.setprofile(before)

    def _event(self, frame: FrameType, event: str, _argument: object) -> None:
        self.calls[-1][self._part] += self._clock() - self._since
        self._part = self._part_of(frame.f_back if event == "return" else frame)
        self._since = self._clock()
