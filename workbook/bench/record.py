"""The bench on disk: one JSON file for each regime, made to be read in a diff, and the raw times.

The schema is that of `Recording`; `RECORDING.json_schema()` gives it as JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from workbook.bench.fingerprint import Fingerprint
from workbook.bench.measurement import Growth, Measurement, Raw, summarised
from workbook.bench.pgbench import Floor
from workbook.bench.where_time_goes import Split

FOLDER = Path(__file__).resolve().parent / "recorded"


@dataclass(frozen=True, slots=True)
class Recording:
    """One regime as it is checked in: on what it was measured, and what came out of its kind.

    `pgbench` is the floor of `get_task`, by Postgres's own client in C.
    """

    regime: str
    fingerprint: Fingerprint
    measurements: tuple[Measurement, ...] = ()
    growths: tuple[Growth, ...] = ()
    splits: tuple[Split, ...] = ()
    pgbench: Floor | None = None

    def of(self, operation: str, at: float = 0) -> Measurement:
        """What was measured of this operation, at this number. Raises ValueError if it was not."""
        cases = {(one.operation, one.at): one for one in self.measurements}
        if (operation, at) not in cases:
            raise ValueError(f"{self.regime} has no {operation} at {at:g}")
        return cases[operation, at]


RECORDING = TypeAdapter(Recording)


class BadRecording(Exception):
    """A file is missing or cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured in one regime, before anything was made of it."""

    regime: str
    raws: Sequence[Raw] = ()
    growths: Sequence[Growth] = ()
    splits: Sequence[Split] = ()
    pgbench: Floor | None = None

    def recording(self, on: Fingerprint) -> Recording:
        """What is told of it."""
        measurements = tuple(map(summarised, self.raws))
        growths, splits = tuple(self.growths), tuple(self.splits)
        return Recording(self.regime, on, measurements, growths, splits, self.pgbench)


@dataclass(frozen=True, slots=True)
class Everything:
    """All that a run has measured so far."""

    fingerprint: Fingerprint
    measured: Sequence[Measured]


EVERYTHING = TypeAdapter(Everything)


def read(regime: str, folder: Path = FOLDER) -> Recording:
    """What is checked in for this regime. Raises BadRecording."""
    path = folder / f"{regime}.json"
    try:
        return RECORDING.validate_json(path.read_bytes())
    except FileNotFoundError as error:
        message = f"{regime} is not recorded: workbook bench --record does it"
        raise BadRecording(message) from error
    except ValidationError as error:
        raise BadRecording(f"{path.name} cannot be read: {error.errors()[0]['msg']}") from error


def write(recording: Recording, folder: Path = FOLDER) -> None:
    """Replace the regime's file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{recording.regime}.json").write_text(as_text(recording), encoding="utf-8")


def as_text(recording: Recording) -> str:
    """A recording as it is written: measurements in their order, a figure a line."""
    return RECORDING.dump_json(recording, indent=1).decode() + "\n"


def write_raw(everything: Everything, path: Path) -> None:
    """All times of a run."""
    path.write_bytes(EVERYTHING.dump_json(everything) + b"\n")
