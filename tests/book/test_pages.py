"""The pages: what they show is what runs, they are small, and they need nothing but themselves."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from textwrap import dedent
from time import process_time

import pytest

from tests.book.shown import Element, parsed
from variants import VARIANTS
from workbook.book import site
from workbook.book.material import Material
from workbook.contract import methods
from workbook.ledger import store
from workbook.operations import OPERATIONS

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_BYTES = 2_000_000
MOST_SECONDS = 3.0
OPERATIONS_SHOWN = [operation.name for operation in OPERATIONS]


@pytest.fixture(scope="module")
def reader(index: str) -> Element:
    """The reader's page, parsed."""
    return parsed(index)


def functions_of(way: str, file: str) -> dict[str, str]:
    """Each function of a way's file, cut out by its line numbers."""
    text = (ROOT / "variants" / way / file).read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            found.setdefault(node.name, dedent("".join(lines[first - 1 : node.end_lineno])))
    return found


def pane(reader: Element, method: str, way: str) -> Element:
    """One way's code of a method."""
    [found] = reader.all("section", id=f"v1/{method}/{way}")
    return found


def code_in(element: Element) -> str:
    """The lines of code in an element."""
    return "".join(line.text for line in element.all("code") if "data-n" in line.attributes)


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("method", [method.name for method in methods()])
def test_the_code_is_the_source_byte_for_byte(reader: Element, method: str, name: str) -> None:
    """The steps of a pane, put together, are the function as it stands in the file."""
    [steps] = pane(reader, method, name).of_class("method")
    assert code_in(steps) == functions_of(name, "repository.py")[method]


@pytest.mark.parametrize("name", VARIANTS)
def test_what_is_quoted_beside_a_method_is_a_source_too(reader: Element, name: str) -> None:
    """Private methods, the block around, functions of the mapping: byte for byte."""
    files = {
        file: functions_of(name, file) for file in ("repository.py", "database.py", "mapping.py")
    }
    quoted = 0
    for method in methods():
        for around in pane(reader, method.name, name).of_class("around"):
            for code in around.of_class("code"):
                file, function = code.attributes["data-source"].split()
                assert code_in(code) == files[file][function]
                quoted += 1
    assert quoted > len(methods())


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("operation", OPERATIONS_SHOWN)
def test_the_sql_is_the_ledgers(reader: Element, operation: str, name: str) -> None:
    """Every statement of a later call, in order."""
    [wire] = [part for part in reader.of_class("wire") if part.attributes["data-op"] == operation]
    [shown] = wire.all("section", data_way=name)
    told = [one.sql for one in store.read(operation).ways[name].later.statements]
    assert [item.text.removesuffix("\n") for item in sql_in(shown)] == told


def sql_in(element: Element) -> list[Element]:
    """The statements in an element."""
    return [code for items in element.of_class("sql") for code in items.all("code")]


def test_a_statement_and_the_line_that_sends_it_have_the_same_number(
    reader: Element, material: Material
) -> None:
    """Each line that the ledger names in a method is marked, and no other."""
    for way in material.ways:
        for operation in OPERATIONS:
            told = {
                number
                for number, one in enumerate(
                    material.calls(operation.name, way).later.statements, 1
                )
                if (one.sent_by or "").startswith(f"repository.py, {operation.method},")
            }
            [steps] = pane(reader, operation.method, way.label).of_class("method")
            key = f"{operation.name}/{way.label}/"
            marked = {mark.attributes["href"].removeprefix("#v1/") for mark in steps.all("a")}
            shown = {int(mark.removeprefix(key)) for mark in marked if mark.startswith(key)}
            assert shown == told, (operation.name, way.label)


def test_the_line_of_a_number_is_the_ledgers_line(reader: Element, material: Material) -> None:
    """The 13th line of edit_task, if that is what the ledger says."""
    for way in material.ways:
        sent_by = material.calls("get_tasks", way).later.statements[0].sent_by or ""
        line = int(sent_by.rpartition(" ")[2])
        text = functions_of(way.name, "repository.py")["get_tasks"].splitlines()[line - 1]
        [row] = [
            row
            for row in pane(reader, "get_tasks", way.label).of_class("l")
            if any(mark.attributes["href"].startswith("#v1/get_tasks/") for mark in row.all("a"))
        ]
        assert code_in(row) == f"{text}\n"


def test_every_cost_is_there(reader: Element) -> None:
    """Round trips, first and later, for each way and driver of each operation."""
    for operation in OPERATIONS_SHOWN:
        told = store.read(operation).ways
        [wire] = [
            part for part in reader.of_class("wire") if part.attributes["data-op"] == operation
        ]
        [body] = wire.all("tbody")
        rows = {
            next(row.all("th")).text: [int(cell.text.replace(",", "")) for cell in row.all("td")]
            for row in body.all("tr")
        }
        assert {label: figures[:2] for label, figures in rows.items()} == {
            label: [calls.later.round_trips, calls.first.round_trips]
            for label, calls in told.items()
        }


def test_all_of_it_is_small(book: Path) -> None:
    """Under 2 MB, all pages together."""
    sizes = {path.name: path.stat().st_size for path in book.iterdir()}
    assert sum(sizes.values()) < MOST_BYTES, sizes


def test_it_is_written_quickly(material: Material, tmp_path: Path) -> None:
    """In under 3 s of this process's time."""
    start = process_time()
    site.write(material, tmp_path)
    assert process_time() - start < MOST_SECONDS


def test_every_link_leads_somewhere(book: Path, pages: list[str]) -> None:
    """To a place on a page of the book, to an exercise, or to the documentation of other tools."""
    roots = {name: parsed((book / name).read_text(encoding="utf-8")) for name in pages}
    ids = {name: [one.attributes["id"] for one in root.all() if "id" in one.attributes]
           for name, root in roots.items()}  # fmt: skip
    for name, root in roots.items():
        assert len(set(ids[name])) == len(ids[name])
        for link in root.all("a"):
            page, _, place = link.attributes["href"].partition("#")
            if page.startswith("https://") or "/exercises/" in page:
                continue
            assert (page or name) in ids, link.attributes["href"]
            assert not place or place in ids[page or name], link.attributes["href"]


def test_nothing_is_fetched_from_elsewhere(book: Path) -> None:
    """No address in a style sheet, a script, an image or a font."""
    for path in book.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(src|<link[^>]*href)=["']?(https?:)?//""", text)
        assert path.suffix == ".html" or "url(" not in text
        assert not re.search(r"""style=["'][^"']*url""", text)
        assert "@import" not in text


def test_a_method_has_one_article_under_the_protocols_heading(reader: Element) -> None:
    """In the protocol's order."""
    shown = [article.attributes["data-method"] for article in reader.all("article")]
    assert shown == [method.name for method in methods()]
    headings = [next(article.of_class("heading")).text for article in reader.all("article")]
    assert headings == [method.heading for method in methods()]
