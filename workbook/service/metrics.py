"""Figures of one app for Prometheus, in a registry of its own: two apps in a process never meet."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from shared.domain import PoolStatus

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper edges: from a statement on the same machine to the longest that a request may take."""


class Metrics:
    """What is counted, and for whom to count it."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "workbook_request_seconds",
            "Requests, from their first byte read to the last byte sent.",
            ("method", "route", "status"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.operations = Histogram(
            "workbook_operation_seconds",
            "Calls of the repository, without the wait for a connection; stream_tasks is its whole"
            " transaction, that wait and the client's reading included.",
            ("operation",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.errors = Counter(
            "workbook_errors",
            "Requests that ended in an error, by its kind.",
            ("kind",),
            registry=self.registry,
        )

    def watch_pool(self, status: Callable[[], PoolStatus]) -> None:
        """Tell of the pool as it is whenever somebody asks."""
        connections = Gauge(
            "workbook_pool_connections",
            "Connections of the pool: open, in use, and the most there may be.",
            ("state",),
            registry=self.registry,
        )
        connections.labels("open").set_function(lambda: status().open)
        connections.labels("in_use").set_function(lambda: status().in_use)
        connections.labels("limit").set_function(lambda: status().limit)
