"""The page: it shows the code that runs, to everybody, and needs nothing but itself."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from textwrap import dedent

import pytest
from rich.console import Console

from shared import protocol
from shared.postgres import Server
from variants import VARIANTS
from workbook import page
from workbook.contract import methods
from workbook.job import run
from workbook.operations import OPERATIONS
from workbook.progress import Progress
from workbook.sample import FEWEST_TASKS, Sample
from workbook.ways import chosen_ways

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
async def html(server: Server) -> str:
    """The page of a run of one operation, which is enough: it shows the sources of all."""
    progress = Progress(Console(file=StringIO()))
    sample = Sample.make(FEWEST_TASKS)
    ways = chosen_ways((), "asyncpg")
    return page.render(await run(server, ways, sample, progress, OPERATIONS[:1]))


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


def test_the_contract_is_told_once() -> None:
    """The page's signatures and promises are the protocol's own."""
    by_name = {method.name: method for method in methods()}
    for name, method in by_name.items():
        assert method.promise == inspect.getdoc(getattr(protocol.Repository, name))
    assert by_name["claim_task"].heading == "Working at the same time"


def test_the_page_shows_what_each_way_sends(html: str) -> None:
    """BEGIN, the statement and COMMIT, for each of the four."""
    for way in chosen_ways((), "asyncpg"):
        _, _, group = html.partition(f'aria-label="SQL of add_task, {way.name}"')
        sent = re.findall(r"<li><code>(.*?)</code></li>", group.partition("</ol>")[0])
        assert [text.split()[0].rstrip(";") for text in sent] == ["BEGIN", "INSERT", "COMMIT"]
