"""A repository whose every call is timed, traced, and logged by its name when it was slow."""

from __future__ import annotations

import functools
import inspect
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from shared.protocol import Repository
from workbook.service.metrics import Metrics
from workbook.service.tracing import Span

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Observation:
    """What is done around each operation; from `slow` seconds on it is logged."""

    metrics: Metrics
    span: Span
    slow: float

    @contextmanager
    def operation(self, name: str) -> Iterator[None]:
        """Around one of them, by the name it has in the protocol. Values are not told."""
        begun = time.perf_counter()
        try:
            with self.span(name):
                yield
        finally:
            seconds = time.perf_counter() - begun
            self.metrics.operations.labels(name).observe(seconds)
            if seconds >= self.slow:
                logger.warning("slow operation: %s took %.3f s", name, seconds)

    def around(self, repository: Repository) -> Repository:
        """The same repository, observed."""
        return cast("Repository", _Observed(repository, self))


class _Observed:
    """Passes everything on. A stream is observed by who reads it: it lasts as long as they take."""

    def __init__(self, repository: Repository, observation: Observation) -> None:
        self._repository = repository
        self._observation = observation

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._repository, name)
        return self._timed(method) if inspect.iscoroutinefunction(method) else method

    def _timed(self, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(method)
        async def call(*arguments: Any, **options: Any) -> Any:
            with self._observation.operation(method.__name__):
                return await method(*arguments, **options)

        return call
