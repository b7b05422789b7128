"""`workbook bench`: from the command to the table and the file, and when it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from shared.postgres import Server
from workbook.bench.record import EVERYTHING, FOLDER
from workbook.cli import app

MUTANT = "tests.mutants.list_tasks_repeats_a_task:Database"

pytestmark = pytest.mark.timeout(120)


def bench(server: Server, *arguments: str) -> Result:
    """The command, at 120 columns."""
    command = ["bench", "--postgres", server.url, *arguments]
    return CliRunner().invoke(app, command, env={"COLUMNS": "120"})


def test_one_operation_end_to_end(server: Server, tmp_path: Path) -> None:
    """The table has it, with the A/A below; the file has the times, with the fingerprint."""
    raw = tmp_path / "raw.json"
    ended = bench(server, "--quick", "count_tasks.filtered", "--json", str(raw))
    assert ended.exit_code == 0, ended.output
    assert "count_tasks.filtered │" in ended.stdout
    assert "A/A: asyncpg_raw against itself is told apart in" in ended.stdout
    everything = EVERYTHING.validate_json(raw.read_bytes())
    [[measured]] = [one.raws for one in everything.measured if one.regime == "operations"]
    assert len(measured.times) == 5
    assert everything.fingerprint.postgres == server.version


def test_it_refuses_where_ways_disagree(server: Server) -> None:
    """Status 1, and one line that says on what."""
    ended = bench(server, "--quick", "list_tasks.after", "--variant", MUTANT)
    assert ended.exit_code == 1
    [line] = ended.stderr.splitlines()
    assert line.startswith("workbook: the ways do not agree, so nothing is timed: list_tasks.after")
    assert "µs" not in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--record", "--quick"), "--record is for the full run"),
        (("--record", "get_task"), "--record is for the full run"),
        (("--quick", "nonsense"), "nonsense: no such operation"),
        (("--quick", "--variant", "nobody"), "--variant nobody: say one of"),
        (("get_task", "--regime", "delay"), "delay has operations of its own: leave out get_task"),
        (("count_tasks", "--regime", "where"), "is measured of get_task, list_tasks, add_task"),
        (("get_task", "--calls"), "--calls counts everything"),
        (
            ("--quick", "--json", "/nowhere/raw.json"),
            "/nowhere/raw.json cannot be written: No such",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: tuple[str, ...], reason: str, server: Server
) -> None:
    """Status 2; nothing was recorded."""
    before = recorded()
    ended = bench(server, *arguments)
    assert ended.exit_code == 2
    [line] = ended.stderr.splitlines()
    assert reason in line
    assert recorded() == before


def recorded() -> dict[str, bytes]:
    """What is checked in, by file."""
    return {path.name: path.read_bytes() for path in FOLDER.iterdir()}
