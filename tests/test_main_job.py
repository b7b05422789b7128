"""The main job: it tells whether the ways agree, and where they do not, and shows their code."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from io import StringIO
from os import getpid
from pathlib import Path
from textwrap import dedent
from typing import Any

import asyncpg
import pytest
from rich.console import Console
from typer.testing import CliRunner

from shared import protocol
from shared.domain import TaskFilter
from shared.errors import Closed, ProjectNotFound, TaskNotFound
from shared.postgres import RUN_PREFIX, Server
from variants import VARIANTS, asyncpg_raw
from workbook import page, report
from workbook.cli import app
from workbook.contract import methods
from workbook.difference import differences
from workbook.job import Result, run
from workbook.operations import OPERATIONS
from workbook.outcome import Failure, Outcome, Report, View, plain
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.source import code_lines
from workbook.ways import chosen_ways

ROOT = Path(__file__).parent.parent
FEW_TASKS = 200
NO_TABLES = View("tables", (), ())


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


@pytest.fixture(scope="module")
async def result(server: Server) -> Result:
    """Ours, on a small sample."""
    ways = chosen_ways((), "asyncpg")
    return await run(server, ways, Sample.make(FEW_TASKS), Progress(Console(file=StringIO())))


@pytest.fixture(scope="module")
def html(result: Result) -> str:
    return page.render(result)


@pytest.fixture(scope="module")
def mistaken(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Path]:
    """Two ways, one of which makes mistakes, by the command line."""
    out = tmp_path_factory.mktemp("book") / "new" / "page.html"
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


def test_the_page_is_written_and_tells_of_mistakes(mistaken: tuple[Ended, Path]) -> None:
    """In a folder that was not there, and with a method whose source is not to be had."""
    ended, out = mistaken
    assert f"The page: {out}" in ended.stdout
    text = out.read_text(encoding="utf-8")
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


class _Sources(HTMLParser):
    """Collects the text of each <code> in a section that has a label."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {}
        self._label = ""
        self._in_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self._label = dict(attrs).get("aria-label") or ""
        elif tag == "code" and self._label:
            self._in_code = True
            self.texts.setdefault(self._label, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self._label = ""
        elif tag == "code":
            self._in_code = False

    def handle_data(self, data: str) -> None:
        if self._in_code:
            self.texts[self._label][-1] += data


def _sources_in_files(way: str) -> Iterator[tuple[str, str]]:
    """Each function of a way's repository.py, cut out by its line numbers."""
    text = (ROOT / "variants" / way / "repository.py").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            yield node.name, dedent("".join(lines[first - 1 : node.end_lineno]))


@pytest.mark.parametrize("name", VARIANTS)
def test_the_page_shows_every_method_byte_for_byte(html: str, name: str) -> None:
    """What is read on the page is what runs."""
    sources = _Sources()
    sources.feed(html)
    in_file = dict(_sources_in_files(name))
    for method in methods():
        assert sources.texts[f"{method.name}, {name}"][0] == in_file[method.name]


def test_the_page_shows_the_private_methods_that_are_called(html: str) -> None:
    """`get_task` of raw asyncpg is only whole with `_find_task`."""
    sources = _Sources()
    sources.feed(html)
    shown = sources.texts["get_task, asyncpg_raw"]
    assert shown[1:] == [dict(_sources_in_files("asyncpg_raw"))["_find_task"]]


def test_the_page_needs_nothing_else(html: str) -> None:
    """No script and nothing from anywhere: it can be mailed, printed and archived."""
    assert "<script" not in html
    assert not re.search(r"""(src|href)=["'](?!#)""", html)
    assert "url(" not in html
    assert "@import" not in html
    assert len(html.encode()) < 1_000_000


def test_the_page_has_landmarks_and_one_heading_of_each_thing(html: str) -> None:
    """For those who go by headings, landmarks and keys."""
    for once in ('<html lang="en">', "<main", "<nav", "<h1", 'class="skip"'):
        assert html.count(once) == 1
    assert html.count("<h3") == len(methods())
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_ink_has_contrast_enough(html: str, scheme: str) -> None:
    """4.5 to 1 and more on either ground, as WCAG 2 asks for at level AA."""
    blocks = re.findall(r":root \{([^}]*--paper[^}]*)\}", html)
    light, dark = (dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in blocks)
    colours = light if scheme == "light" else dark
    grounds = {colours.pop("paper"), colours.pop("panel")}
    colours.pop("line")
    assert len(colours) > 8
    for name, ink in colours.items():
        for ground in grounds:
            assert _contrast(ink, ground) >= 4.5, f"{name} on {ground}"


def _contrast(one: str, other: str) -> float:
    """As defined in https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_lines_of_code_are_those_that_hold_code() -> None:
    """Blank lines, comments and docstrings are none; the lines of a long text are."""
    text = '''
        def method(self):
            """What it means,

            in two parts."""
            # why

            statement = """
                SELECT 1

                FROM somewhere"""  # a remark

            return (
                statement
            )
        '''
    assert code_lines(dedent(text)) == 7


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    """Repeatable, and another with another seed."""
    assert Sample.make(FEW_TASKS, 1) == Sample.make(FEW_TASKS, 1)
    assert Sample.make(FEW_TASKS, 1) != Sample.make(FEW_TASKS, 2)


def test_equal_values_of_another_type_are_told_apart() -> None:
    """1, 1.0, True and "1" are four things; one instant in two zones is one."""
    since = datetime(2030, 1, 1, tzinfo=UTC)
    assert len({plain(value, since) for value in (1, 1.0, True, "1")}) == 4
    moment = datetime(2020, 1, 1, 12, tzinfo=UTC)
    elsewhere = moment.astimezone(timezone(timedelta(hours=5)))
    assert plain(moment, since) == plain(elsewhere, since)
    assert plain(moment, since) != plain(moment.replace(tzinfo=None), since)


def test_moments_of_the_run_are_all_now() -> None:
    """Two ways insert at two moments; that is no difference."""
    since = datetime(2030, 1, 1, tzinfo=UTC)
    assert plain(since, since) == plain(since + timedelta(seconds=3), since)


def _reports(**results: object) -> Mapping[str, Report]:
    since = datetime(2030, 1, 1, tzinfo=UTC)
    return {
        way: Report((Outcome(plain(result, since)),), NO_TABLES) for way, result in results.items()
    }


def test_the_odd_one_out_is_the_one_that_differs() -> None:
    """Wherever it stands, the others are taken as the witness."""
    for odd in ("a", "b", "c"):
        reports = _reports(**{"a": 1, "b": 1, "c": 1, odd: 2})
        assert [difference.way for difference in differences(reports, None)] == [odd]


def test_an_error_that_all_make_is_no_agreement() -> None:
    """They must end as the catalogue says, not only alike."""
    failed = Report((Outcome(None, Failure("Closed", None, False)),), NO_TABLES)
    reports = {"a": failed, "b": failed}
    assert [difference.way for difference in differences(reports, None)] == ["a", "b"]
    assert [difference.way for difference in differences(reports, TaskNotFound)] == ["a", "b"]
    assert list(differences(reports, Closed)) == []
    assert len(list(differences(_reports(a=1, b=1), TaskNotFound))) == 2


def test_the_contract_is_told_once() -> None:
    """The page's signatures and promises are the protocol's own."""
    by_name = {method.name: method for method in methods()}
    for name, method in by_name.items():
        assert method.promise == inspect.getdoc(getattr(protocol.Repository, name))
    assert by_name["claim_task"].heading == "Working at the same time"
