"""Those operations of the catalogue that the user of a command names."""

from __future__ import annotations

from collections.abc import Sequence

from workbook.operation import Operation
from workbook.operations import OPERATIONS


class NoSuchOperation(Exception):
    """Nothing in the catalogue has this name; the message says what there is."""


def chosen_operations(names: Sequence[str]) -> list[Operation]:
    """Those of these names, or of these methods; all without a name. Raises NoSuchOperation."""
    known = {name for one in OPERATIONS for name in (one.name, one.method)}
    for name in names:
        if name not in known:
            there = ", ".join(sorted(known))
            raise NoSuchOperation(f"{name}: no such operation; there are {there}")
    return [one for one in OPERATIONS if not names or one.name in names or one.method in names]
