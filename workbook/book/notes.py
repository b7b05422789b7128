"""Which differences of the libraries show in which method; what they are is told elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from workbook.library_differences import LIBRARY_DIFFERENCES, LibraryDifference

KEYS: Mapping[str, tuple[str, ...]] = {
    "add_task": ("validation", "flush", "begin"),
    "get_task": ("identity-map", "results"),
    "edit_task": ("change-tracking", "flush", "bulk-update"),
    "delete_task": ("begin", "bulk-update"),
    "get_tasks": ("lists-of-ids", "results"),
    "list_tasks": ("results", "prepared-statements"),
    "count_tasks": ("prepared-statements",),
    "stream_tasks": ("rows-of-a-stream", "out-of-date-plan", "stream-after-savepoint"),
    "add_tasks": ("insertmanyvalues", "executemany", "bulk-insert-none"),
    "load_tasks": ("copy",),
    "import_tasks": ("insertmanyvalues", "coercion"),
    "complete_tasks": ("bulk-update",),
    "add_project": ("validation", "native-errors"),
    "get_project": ("lazy-loading", "identity-map"),
    "list_projects": ("lazy-loading", "results"),
    "delete_project": ("begin", "bulk-update"),
    "claim_task": ("bulk-update", "identity-map"),
    "savepoint": ("rollback-expiry", "deallocate", "begin", "stream-after-savepoint"),
    "summarize_projects": ("results", "prepared-statements"),
    "newest_tasks": ("results", "identity-map"),
}


def notes_on(method: str) -> list[LibraryDifference]:
    """What is not the same thing although the method does the same."""
    return [one for one in LIBRARY_DIFFERENCES if one.key in KEYS.get(method, ())]
