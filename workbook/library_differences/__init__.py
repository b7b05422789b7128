"""What differs between the four ways because of the library, and not because of who wrote them.

Each difference is named, explained, and pinned by tests that fail when a library changes.
"""

from __future__ import annotations

from workbook.library_differences import errors, pools, sessions, statements, values
from workbook.library_differences.difference import LibraryDifference

__all__ = ["LIBRARY_DIFFERENCES", "LibraryDifference"]

LIBRARY_DIFFERENCES: tuple[LibraryDifference, ...] = (
    *sessions.DIFFERENCES,
    *values.DIFFERENCES,
    *statements.DIFFERENCES,
    *pools.DIFFERENCES,
    *errors.DIFFERENCES,
)
