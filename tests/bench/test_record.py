"""What is made of the times, and how it is written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.made_up import FINGERPRINT, recording, times
from workbook.bench.measurement import Figure, Growth, Raw, summarised
from workbook.bench.ratio import Ratio
from workbook.bench.record import (
    EVERYTHING,
    RECORDING,
    BadRecording,
    Everything,
    Measured,
    as_text,
    read,
    write,
    write_raw,
)


def test_a_figure_tells_the_median_the_quartiles_and_both_ratios() -> None:
    """In microseconds; the ratios are of pairs, so the weather is not in them."""
    figures = summarised(Raw("get_task", 0, 1, times())).figures
    twice, same = Ratio(2.0, 2.0, 2.0), Ratio(1.0, 1.0, 1.0)
    assert figures["sqlalchemy_core"] == Figure(260.0, 220.0, 290.0, twice, same)
    assert figures["sqlmodel_orm"].over_bare is None
    assert figures["asyncpg_raw"].over_bare == Ratio(1.25, 1.25, 1.25)


def test_the_ranking_joins_what_cannot_be_told_apart() -> None:
    """Of the ways only: neither the A/A nor a floor takes part."""
    ranking = summarised(Raw("get_task", 0, 1, times())).ranking
    ways = ("asyncpg_raw",), ("sqlalchemy_core",), ("sqlalchemy_orm", "sqlmodel_orm")
    assert ranking == ways


def test_a_recording_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """And writing it again gives the same bytes."""
    written = recording("delay", ("get_task", "add_task"), (0, 0.5, 2))
    write(written, tmp_path)
    again = read("delay", tmp_path)
    assert again == written
    assert as_text(again) == (tmp_path / "delay.json").read_text(encoding="utf-8")


def test_raw_times_come_back_as_they_were_written(tmp_path: Path) -> None:
    """All of them, with what they were measured on."""
    growths = (Growth("stream_tasks", 1_000, {"asyncpg_raw": 4_096}),)
    rows = Measured("rows", raws=(Raw("add_tasks", 10, 1, times()),))
    everything = Everything(FINGERPRINT, (rows, Measured("memory", growths=growths)))
    write_raw(everything, tmp_path / "raw.json")
    again = EVERYTHING.validate_json((tmp_path / "raw.json").read_bytes())
    assert EVERYTHING.dump_json(again) == (tmp_path / "raw.json").read_bytes().rstrip()
    told, grown = (one.recording(again.fingerprint) for one in again.measured)
    assert told.of("add_tasks", 10).figures["sqlalchemy_core"].ratio == Ratio(2.0, 2.0, 2.0)
    assert (grown.regime, grown.growths) == ("memory", growths)


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "--record does it"), ('{"regime": "rows"}', "rows.json cannot be read")],
)
def test_what_cannot_be_read_is_said_in_one_line(
    content: str | None, message: str, tmp_path: Path
) -> None:
    """A file that is missing, and one without its fingerprint."""
    if content is not None:
        (tmp_path / "rows.json").write_text(content)
    with pytest.raises(BadRecording, match=message):
        read("rows", tmp_path)


def test_the_schema_says_what_everything_is() -> None:
    """Each part of a recording has its meaning beside it."""
    parts = RECORDING.json_schema()["$defs"]
    assert {"Figure", "Fingerprint", "Growth", "Measurement", "Ratio", "Split"} <= set(parts)
    assert all(part["description"] for part in parts.values())
