"""Traps: they run, and they take what is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from shared.postgres import Server
from variants import VARIANTS
from workbook.book import trap as traps
from workbook.book.trap import BadTrap, Recorded, Run, Took, recorded, trap, trap_names
from workbook.book.trap_run import record
from workbook.progress import Progress


def without_measures(record: Recorded) -> Mapping[str, Mapping[str, Took]]:
    """Without time and sizes, which differ from run to run."""

    def counted(run: Run) -> Run:
        return replace(run, bytes_sent=0, bytes_received=0)

    return {
        name: {
            function: replace(took, milliseconds=0.0, runs=tuple(map(counted, took.runs)))
            for function, took in functions.items()
        }
        for name, functions in record.items()
    }


@pytest.mark.timeout(180)
async def test_the_traps_take_what_is_recorded(server: Server) -> None:
    """Statements, round trips, senders and outcome; workbook book --record writes them anew."""
    found = await record(server, Progress(Console(file=StringIO())))
    assert without_measures(found) == without_measures(recorded())


@pytest.mark.parametrize("name", trap_names())
def test_a_trap_has_a_title_a_story_and_pairs(name: str) -> None:
    """Wrong and right for each way that it speaks of."""
    one = trap(name)
    assert one.title
    assert all(one.story)
    assert set(one.ways) <= set(VARIANTS)
    assert set(one.functions) == {f"{kind}_{way}" for kind in traps.KINDS for way in one.ways}


@pytest.mark.parametrize("name", ["n_plus_one", "one_insert_per_row"])
def test_the_wrong_code_grows_and_the_right_code_does_not(name: str) -> None:
    """With the same answer."""
    for way in trap(name).ways:
        wrong, right = (recorded()[name][f"{kind}_{way}"] for kind in traps.KINDS)
        first, last = wrong.runs[0], wrong.runs[-1]
        assert last.round_trips - first.round_trips == last.size - first.size
        assert len({run.round_trips for run in right.runs}) == 1
        assert wrong.outcome == right.outcome


def test_a_trap_that_is_not_recorded_says_what_to_do(tmp_path: Path) -> None:
    """Also when the file is missing."""
    with pytest.raises(BadTrap, match="workbook book --record"):
        traps.took("n_plus_one", "wrong_nobody")
    with pytest.raises(BadTrap, match="workbook book --record"):
        recorded(tmp_path / "none.json")


def test_half_a_trap_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong code needs the right code beside it."""
    half = SimpleNamespace(__doc__="T.", wrong_asyncpg_raw=print)
    monkeypatch.setattr(traps, "importlib", SimpleNamespace(import_module=lambda _: half))
    monkeypatch.setattr(traps, "trap_names", lambda: ("half",))
    with pytest.raises(BadTrap, match="has wrong_asyncpg_raw and no right_asyncpg_raw"):
        trap("half")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """Nothing is lost on the way."""
    file = tmp_path / "recorded.json"
    file.write_text(traps.as_text(recorded()), encoding="utf-8")
    assert recorded(file) == recorded()
    assert file.read_text(encoding="utf-8") == traps.RECORDED.read_text(encoding="utf-8")
