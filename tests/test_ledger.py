"""The ledger tells what the ways send, and no way sends more than its budget allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from shared.postgres import Server
from tests.plant import plant
from workbook.budgets import ALLOWANCES, budget_of
from workbook.cli import app
from workbook.ledger import check, store
from workbook.ledger.command import TASKS, all_ways
from workbook.ledger.entry import Call, Entry, abridged
from workbook.ledger.record import record
from workbook.operation import Operation
from workbook.operations import OPERATIONS
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.ways import Way

WAYS = all_ways()
NAMED = {operation.name: operation for operation in OPERATIONS}

pytestmark = pytest.mark.timeout(120)


async def recorded(server: Server, way: Way, *names: str) -> list[Entry]:
    """What these operations send through this way (all of them, if none is named)."""
    operations = [NAMED[name] for name in names] or OPERATIONS
    progress = Progress(Console(file=StringIO()))
    return await record(server, [way], Sample.make(TASKS), progress, operations)


def of_way(label: str, entries: list[Entry]) -> list[Entry]:
    """What the ledger tells of this way only."""
    told = [store.read(entry.operation) for entry in entries]
    return [replace(entry, ways={label: entry.ways[label]}) for entry in told]


def overruns(operation: Operation, label: str, call: Call) -> Iterator[str]:
    """Whether a call took more than its budget: the figures, and what is not in the ledger."""
    budget = budget_of(operation, label)
    took = len(call.statements), call.round_trips
    if took[0] <= budget.statements and took[1] <= budget.round_trips:
        return
    known = Counter(one.sql for one in store.read(operation.name).ways[label].later.statements)
    extra = []
    for one in call.statements:
        known[one.sql] -= 1
        if known[one.sql] < 0:
            extra.append(f"\n    {one.sql}  ({one.sent_by})")
    yield (
        f"{operation.name} through {label}: {took[0]} statements, {took[1]} round trips; allowed "
        f"are {budget.statements} and {budget.round_trips}. Not in the ledger:{''.join(extra)}"
    )


@pytest.mark.parametrize("one_way", WAYS, ids=[way.label for way in WAYS])
async def test_a_way_keeps_its_budgets_and_sends_what_the_ledger_tells(
    one_way: Way, server: Server, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    """Recorded once, judged twice."""
    way = one_way
    entries = await recorded(server, way)
    calls = [(NAMED[entry.operation], entry.ways[way.label].later) for entry in entries]
    with subtests.test("budgets"):
        assert [line for one, call in calls for line in overruns(one, way.label, call)] == []
    with subtests.test("ledger"):
        store.write(of_way(way.label, entries), tmp_path)
        assert list(check.disagreements(entries, tmp_path)) == []


def test_every_operation_is_in_the_ledger_for_every_way() -> None:
    """None is missing, none is left over."""
    assert store.recorded() == set(NAMED)
    assert {tuple(store.read(name).ways) for name in NAMED} == {tuple(way.label for way in WAYS)}


@pytest.mark.parametrize("one_way", WAYS, ids=[way.label for way in WAYS])
def test_no_budget_is_wider_than_what_the_ledger_tells(one_way: Way) -> None:
    """A budget that nobody needs would let the next extra statement pass."""
    way, wide = one_way, []
    for operation in OPERATIONS:
        call = store.read(operation.name).ways[way.label].later
        budget = budget_of(operation, way.label)
        if (budget.statements, budget.round_trips) != (len(call.statements), call.round_trips):
            wide.append((operation.name, budget, len(call.statements), call.round_trips))
    assert wide == []


def test_an_allowance_is_about_an_operation_and_ways_that_are_there() -> None:
    """And each says why."""
    labels = {way.label for way in WAYS}
    assert set(ALLOWANCES) <= set(NAMED)
    for allowances in ALLOWANCES.values():
        for allowance in allowances:
            assert set(allowance.ways) <= labels
            assert allowance.because.endswith(".")


# Broken on purpose


@dataclass(frozen=True)
class Mistake:
    """One that sends `extra` from `sender`, a file of the way, besides what `operation` needs."""

    operation: str
    file: str
    old: str
    new: str
    extra: str
    sender: str


COUNT = "    async def count_tasks(self, where: TaskFilter = EVERY_TASK) -> int:\n"
MISTAKES = {
    "eager loading by a second statement": Mistake(
        "list_projects",
        "sqlalchemy_orm/mapping.py",
        "WITH_TASKS = joinedload(",
        "from sqlalchemy.orm import selectinload\n\nWITH_TASKS = selectinload(",
        "WHERE tasks.project_id IN",
        "repository.py, list_projects, line 7",
    ),
    "the pool's own reset": Mistake(
        "get_task",
        "asyncpg_raw/database.py",
        "        reset=_leave_session_alone,\n",
        "",
        "RESET ALL",
        "database.py, autocommit, line 2",
    ),
    "a statement for nothing": Mistake(
        "count_tasks",
        "sqlalchemy_core/repository.py",
        COUNT,
        f"{COUNT}        await self._connection.execute(select(func.max(tasks.c.id)))\n",
        "SELECT max(tasks.id)",
        "repository.py, count_tasks, line 2",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=list(MISTAKES))
async def test_an_extra_statement_is_named(server: Server, mistake: Mistake) -> None:
    """The message has the operation, the way, the statement, and the line that sent it."""
    name, variant = mistake.operation, mistake.file.partition("/")[0]
    way = Way(variant, plant(mistake.file, mistake.old, mistake.new), "asyncpg")
    [entry] = await recorded(server, way, name)
    [message] = overruns(NAMED[name], variant, entry.ways[variant].later)
    assert message.startswith(f"{name} through {variant}: ")
    assert mistake.extra in message
    assert f"({mistake.sender})" in message


async def test_a_changed_statement_is_a_disagreement(server: Server, tmp_path: Path) -> None:
    """It is shown as a diff: what the ledger tells, and what was sent."""
    file = "sqlalchemy_core/repository.py"
    old = "        statement = select(tasks).where(tasks.c.id == task_id)\n        result"
    changed = plant(file, old, old.replace("task_id)", "task_id).limit(1)"))
    way = Way("sqlalchemy_core", changed, "asyncpg")
    entries = await recorded(server, way, "get_task")
    store.write(of_way(way.label, entries), tmp_path)
    lines = list(check.disagreements(entries, tmp_path))
    assert any(line.startswith('  -      "sql": "SELECT') for line in lines)
    assert any(line.startswith('  +      "sql": "SELECT') for line in lines)


# The files, and what is shown


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """With what is wrong; and one that is missing with what to do."""
    (tmp_path / "get_task.json").write_text('{"operation": "get_task"}')
    with pytest.raises(store.BadLedger, match=r"get_task\.json cannot be read"):
        store.read("get_task", tmp_path)
    with pytest.raises(store.BadLedger, match="workbook ledger --record"):
        store.read("add_task", tmp_path)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """Nothing is lost on the way."""
    entry = store.read("edit_task")
    store.write([entry], tmp_path)
    assert store.read("edit_task", tmp_path) == entry
    assert store.as_text(entry) == (store.FOLDER / "edit_task.json").read_text()


def test_a_size_may_differ_a_little(tmp_path: Path) -> None:
    """By a few bytes, and not by half."""
    entry = store.read("list_tasks")
    store.write([entry], tmp_path)

    def received(factor: float) -> list[str]:
        calls = entry.ways["asyncpg_raw"]
        later = replace(calls.later, bytes_received=int(calls.later.bytes_received * factor))
        ways = {**entry.ways, "asyncpg_raw": replace(calls, later=later)}
        return list(check.disagreements([replace(entry, ways=ways)], tmp_path))

    assert received(1.02) == []
    [line] = received(1.5)
    assert line.startswith("list_tasks asyncpg_raw, later call: ")


def test_bulk_statements_are_abridged() -> None:
    """Of many equal groups the first and the last are shown, and how many are between."""
    groups = ", ".join(f"(${n}::TEXT, ${n + 1})" for n in range(1, 2001, 2))
    short = abridged(f"INSERT INTO t VALUES {groups} RETURNING id")
    assert short == (
        "INSERT INTO t VALUES ($1::TEXT, $2), … 998 more …, ($1999::TEXT, $2000) RETURNING id"
    )


@pytest.mark.parametrize("columns", [80, 120, 200])
def test_the_ledger_fits_the_terminal(columns: int) -> None:
    """Every way is there, and no line is wider than the terminal."""
    result = CliRunner().invoke(app, ["ledger", "edit_task"], env={"COLUMNS": str(columns)})
    assert result.exit_code == 0
    assert all(name in result.stdout for name in ("asyncpg_raw", "sqlmodel_orm", "round trips"))
    assert max(map(len, result.stdout.splitlines())) <= columns


def test_an_unknown_operation_is_told_in_one_sentence() -> None:
    """With the names that there are."""
    result = CliRunner().invoke(app, ["ledger", "nonsense"])
    assert result.exit_code == 2
    assert result.stderr.startswith("workbook: nonsense: no such operation; there are add_project")
