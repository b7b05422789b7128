"""What the service is told: how to connect, and how much one request may take."""

from __future__ import annotations

from dataclasses import dataclass

from shared.settings import Settings

MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """`database` limits each statement and each wait in Postgres; these limit the request."""

    database: Settings
    largest_body: int = MEBIBYTE
    """Bytes of a request's body; more is 413."""
    request_timeout: float = 30.0
    """Seconds for the unit of work of a request, all tries together. The last resort.

    The server's own limits (`statement_timeout`, `lock_timeout`) should strike first: they tell
    what happened, and this one only that nobody knows.
    """
    slow_operation: float = 0.5
    """Seconds from which an operation is logged, by its name."""
