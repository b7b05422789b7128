"""The ledger on disk: one JSON file for each operation, SQL as text, made to be read in a diff."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from workbook.ledger.entry import Entry

FOLDER = Path(__file__).resolve().parent / "recorded"
ENTRY = TypeAdapter(Entry)


class BadLedger(Exception):
    """A file of the ledger is missing or cannot be read; the message says which and why."""


def read(operation: str, folder: Path = FOLDER) -> Entry:
    """The entry of this operation. Raises BadLedger."""
    path = _path(operation, folder)
    try:
        return ENTRY.validate_json(path.read_bytes(), strict=False)
    except FileNotFoundError as error:
        message = f"{operation} is not in the ledger: workbook ledger --record writes it anew"
        raise BadLedger(message) from error
    except ValidationError as error:
        raise BadLedger(f"{path.name} cannot be read: {error.errors()[0]['msg']}") from error


def write(entries: Sequence[Entry], folder: Path = FOLDER) -> None:
    """Replace the whole ledger."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.json"):
        path.unlink()
    for entry in entries:
        _path(entry.operation, folder).write_text(as_text(entry), encoding="utf-8")


def recorded(folder: Path = FOLDER) -> set[str]:
    """The operations that are in the ledger."""
    return {path.stem for path in folder.glob("*.json")}


def as_text(entry: Entry) -> str:
    """An entry as it is written."""
    return ENTRY.dump_json(entry, indent=1).decode() + "\n"


def _path(operation: str, folder: Path) -> Path:
    return folder / f"{operation}.json"
