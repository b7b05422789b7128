"""Mixed load on a pool of ten while everything goes wrong: what was acknowledged is there, once."""

from __future__ import annotations

from collections.abc import Callable

from tests.soak.conftest import REPORT
from tests.soak.soak import Place, soak
from workbook.ways import Way


async def test_in_any_weather_what_was_acknowledged_is_there_and_nothing_is_left(
    way: Way,
    place: Place,
    seconds: float,
    seed: int,
    record_property: Callable[[str, object], None],
) -> None:
    """Acknowledged once, failed not at all, unknown at most once; at work 2 s after a restart."""
    print(f"{way.label}: --seed {seed}")
    report = await soak(way, place, seconds, seed)
    record_property(REPORT, str(report))
