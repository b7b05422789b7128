"""Times that nobody measured, of which it is known what must come out."""

from __future__ import annotations

from workbook.bench.blocks import Times
from workbook.bench.fingerprint import Fingerprint
from workbook.bench.measurement import Raw, summarised
from workbook.bench.record import Recording

FINGERPRINT = Fingerprint(
    at="2026-11-20T12:00:00+00:00",
    machine="x86_64",
    cores=2,
    load=0.1,
    system="Linux 6",
    python="CPython 3.11",
    postgres="18.4",
    settings={"fsync": "off"},
    libraries={"asyncpg": "0.32.0"},
    shared_processor=True,
)
WEATHER = tuple(1.0 + 0.1 * (block % 7) for block in range(31))
COSTS = {
    "asyncpg_raw": 0.000_1,
    "sqlalchemy_core": 0.000_2,
    "sqlalchemy_orm": 0.000_4,
    "sqlmodel_orm": 0.000_4,
    "asyncpg_raw again": 0.000_1,
    "bare asyncpg_raw": 0.000_08,
    "bare sqlalchemy_core": 0.000_2,
    "held statement": 0.000_05,
}


def times(by: float = 1.0) -> Times:
    """Of all subjects, in the same weather."""
    return {label: [cost * by * one for one in WEATHER] for label, cost in COSTS.items()}


def recording(regime: str, operations: tuple[str, ...], at: tuple[float, ...]) -> Recording:
    """Of these operations at each of these numbers, to which the times are in proportion."""
    measurements = tuple(
        summarised(Raw(name, number, 1, times(1 + number))) for name in operations for number in at
    )
    return Recording(regime, FINGERPRINT, measurements)
