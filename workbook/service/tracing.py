"""Spans for those who trace: one for each operation, if `opentelemetry-api` is installed.

The service makes the spans, not the ways: they are the same whatever is behind them, and whatever
instruments a driver or SQLAlchemy adds its own below.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

Span = Callable[[str], AbstractContextManager[object]]
"""Opens the span of the operation of this name."""


def spans(way: str) -> Span:
    """Spans that tell which way it was; they go where the process's own set-up sends them."""
    try:
        trace: Any = importlib.import_module("opentelemetry.trace")
    except ImportError:
        return nullcontext
    tracer = trace.get_tracer("workbook.service")
    attributes = {"db.system.name": "postgresql", "workbook.way": way}

    def span(operation: str) -> AbstractContextManager[object]:
        told = attributes | {"db.operation.name": operation}
        opened: AbstractContextManager[object] = tracer.start_as_current_span(
            operation, kind=trace.SpanKind.CLIENT, attributes=told
        )
        return opened

    return span
