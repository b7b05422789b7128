"""What each way sends for each operation: recorded from real runs, checked in, compared in CI."""

from __future__ import annotations
