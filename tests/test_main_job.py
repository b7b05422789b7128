"""The main job: it tells whether the ways agree, and where they do not, and shows their code."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from io import StringIO
from os import getpid
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from rich.console import Console
from typer.testing import CliRunner

from shared import protocol
from shared.domain import TaskFilter
from shared.errors import ProjectNotFound, TaskNotFound
from shared.postgres import RUN_PREFIX, Server
from variants import VARIANTS, asyncpg_raw
from workbook import comparison, report
from workbook.cli import app
from workbook.job import Result, run
from workbook.operations import OPERATIONS
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.ways import chosen_ways

FEW_TASKS = 200

# The first test waits for the whole job, which a busy machine can draw out.
pytestmark = pytest.mark.timeout(180)


class _MistakenRepository:
    """Raw asyncpg with a mistake in five methods."""

    def __init__(self, repository: Any) -> None:
        self._repository = repository

    def __getattr__(self, name: str) -> Any:
        return getattr(self._repository, name)

    async def list_tasks(self, *arguments: Any, **options: Any) -> Any:
        return (await self._repository.list_tasks(*arguments, **options))[::-1]

    async def count_tasks(self, where: TaskFilter = protocol.EVERY_TASK) -> Any:
        return float(await self._repository.count_tasks(where))

    async def get_project(self, project_id: int) -> Any:
        try:
            return await self._repository.get_project(project_id)
        except ProjectNotFound as error:
            raise TaskNotFound(project_id) from error

    async def edit_task(self, task_id: int, **options: Any) -> Any:
        task = await self._repository.edit_task(task_id, **options)
        sql = self._repository._connection
        await sql.execute("UPDATE tasks SET version = version - 1 WHERE id = $1", task_id)
        return task

    async def delete_project(self, project_id: int) -> None:
        await self._repository.complete_tasks(TaskFilter(project_id=project_id + 1))
        await self._repository.delete_project(project_id)


class Mistaken(asyncpg_raw.Database):
    """A way that a comparison must not let pass."""

    @asynccontextmanager
    async def transaction(self, **options: Any) -> AsyncIterator[Any]:
        async with super().transaction(**options) as repository:
            yield _MistakenRepository(repository)

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[Any]:
        async with super().autocommit() as repository:
            yield _MistakenRepository(repository)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    exit_code: int
    stdout: str
    stderr: str
    databases_left: set[str] = field(default_factory=set)


def workbook(*arguments: str, columns: int = 200) -> Ended:
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": str(columns)})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(scope="module", autouse=True)
def _hurried() -> Iterator[None]:
    """Nothing is timed more often than it must be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparison, "SECONDS_PER_OPERATION", 0)
        yield


@pytest.fixture(scope="module")
async def result(server: Server) -> Result:
    """Ours, on a small sample."""
    ways = chosen_ways((), "asyncpg")
    return await run(server, ways, Sample.make(FEW_TASKS), Progress(Console(file=StringIO())))


@pytest.fixture(scope="module")
def mistaken(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Path]:
    """Two ways, one of which makes mistakes, by the command line."""
    out = tmp_path_factory.mktemp("book") / "new"
    names = ("asyncpg_raw", "tests.test_main_job:Mistaken")
    variants = [argument for name in names for argument in ("--variant", name)]
    where = ("--postgres", server.url, "--tasks", str(FEW_TASKS), "--out", str(out))
    before = asyncio.run(_own_databases(server))
    ended = workbook(*variants, *where)
    left = asyncio.run(_own_databases(server)) - before
    return replace(ended, databases_left=left), out


async def _own_databases(server: Server) -> set[str]:
    """Those that this process has made; others run at the same time."""
    sql = await asyncpg.connect(server.url)
    try:
        rows = await sql.fetch("SELECT datname FROM pg_database")
    finally:
        await sql.close()
    return {row["datname"] for row in rows if row["datname"].startswith(f"{RUN_PREFIX}{getpid()}_")}


def test_the_catalogue_has_every_method_of_the_protocol_in_its_order() -> None:
    """What has no operation would be compared by nobody."""
    in_protocol = [name for name in vars(protocol.Repository) if not name.startswith("_")]
    assert list(dict.fromkeys(operation.method for operation in OPERATIONS)) == in_protocol


def test_every_operation_has_a_name_of_its_own_and_the_first_has_the_methods() -> None:
    """A name leads to one operation; the table can show the cases below their method."""
    names = [operation.name for operation in OPERATIONS]
    assert len(set(names)) == len(names)
    firsts = {operation.method: operation.name for operation in reversed(OPERATIONS)}
    assert all(method == name for method, name in firsts.items())


def test_the_four_ways_agree(result: Result) -> None:
    """The point of it all."""
    output = StringIO()
    report.show(result, Console(file=output, width=200))
    assert result.disagreements == (), output.getvalue()
    assert f"The four ways agree on {len(OPERATIONS)} operations." in output.getvalue()


def test_every_operation_is_measured_for_every_way(result: Result) -> None:
    """A figure for each, on the wire and on the clock."""
    assert [finding.operation for finding in result.findings] == list(OPERATIONS)
    for finding in result.findings:
        assert list(finding.costs) == list(VARIANTS)
        assert all(cost.seconds > 0 for cost in finding.costs.values())
        assert finding.calls >= 3


def test_a_read_is_one_statement_and_a_write_is_three(result: Result) -> None:
    """The usual figures of one task, seen through the observer."""
    found = {finding.operation.name: finding for finding in result.findings}
    for name, expected in {"get_task": 1, "add_task": 3, "get_tasks.none": 0}.items():
        costs = found[name].costs.values()
        assert {(cost.statements, cost.round_trips) for cost in costs} == {(expected, expected)}


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_table_fits_the_terminal(result: Result, width: int) -> None:
    """No figure is cut, no line is longer than the terminal is wide."""
    output = StringIO()
    console = Console(file=output, width=width)
    console.print(report.fitting_table(result, console))
    lines = output.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert "…" not in output.getvalue()
    rows = [line for line in lines if line.rstrip().endswith("✓")]
    assert len(rows) == len(OPERATIONS)


def test_mistakes_end_with_status_1(mistaken: tuple[Ended, Path]) -> None:
    """So that a script notices."""
    ended, _ = mistaken
    assert ended.exit_code == 1
    assert "The two ways do not agree on" in ended.stdout


@pytest.mark.parametrize(
    ("operation", "place"),
    [
        ("list_tasks", r"call 1: result\[0\].id is 50, not 1"),
        ("count_tasks", r"call 1: result is 200.0 \(float\), not 200 \(int\)"),
        ("get_project.missing", r"call 1 is TaskNotFound, not ProjectNotFound"),
        ("edit_task", r"afterwards.tasks\[id 1\].version is \d, not \d"),
        ("delete_project", r".*afterwards.tasks"),
    ],
)
def test_a_mistake_is_named(mistaken: tuple[Ended, Path], operation: str, place: str) -> None:
    """Order, type, error, what is left: each is told, with the operation, the way and the place."""
    ended, _ = mistaken
    line = rf"^  {operation}: tests.test_main_job:Mistaken: {place}.* as with asyncpg_raw$"
    assert re.search(line, ended.stdout, re.MULTILINE)


def test_a_mistake_does_not_spread(mistaken: tuple[Ended, Path]) -> None:
    """Each operation begins with the same rows, whatever the one before has left."""
    ended, _ = mistaken
    wrong = set(re.findall(r"^  (\w+)[\w.]*: tests\.", ended.stdout, re.MULTILINE))
    own = {"list_tasks", "count_tasks", "get_project", "edit_task", "delete_project"}
    assert wrong == own | {"savepoint"}  # which counts tasks


def test_the_book_is_written_and_tells_of_mistakes(mistaken: tuple[Ended, Path]) -> None:
    """In a folder that was not there, and with a method whose source is not to be had."""
    ended, out = mistaken
    page = out / "index.html"
    assert f"The book: {page}" in ended.stdout
    text = page.read_text(encoding="utf-8")
    assert "The two ways do not agree" in text
    assert "Its source is not to be had." in text


def test_no_database_is_left(mistaken: tuple[Ended, Path]) -> None:
    """Every database that a run makes is dropped with it."""
    ended, _ = mistaken
    assert ended.databases_left == set()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--variant", "nonsense"], "say one of asyncpg_raw, sqlalchemy_core"),
        (["--variant", "no.such.module:Database"], "No module named 'no'"),
        (["--variant", "variants.asyncpg_raw:Nothing"], "has no attribute 'Nothing'"),
        (["--variant", "json:loads"], "it is no Database"),
        (["--variant", "asyncpg_raw", "--driver", "psycopg"], "does not speak through psycopg"),
        (["--postgres", "nonsense"], "'nonsense' is no Postgres"),
        (["--postgres", "postgresql://u:secret@127.0.0.1:1/x"], "no answer from"),
    ],
)
def test_what_cannot_run_is_told_in_one_sentence(arguments: list[str], sentence: str) -> None:
    """On stderr, with status 2, without a traceback or a password."""
    ended = workbook(*arguments)
    assert ended.exit_code == 2
    assert sentence in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert "secret" not in ended.stderr
