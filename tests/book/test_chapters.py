"""Chapters: what they name is fetched, and a name that leads nowhere is told with file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.book.shown import parsed
from variants import VARIANTS
from workbook.bench import record
from workbook.bench.plots import with_interval
from workbook.book import directives, site
from workbook.book.bench_view import REGIMES
from workbook.book.chapter import FOLDER, Chapter, chapter
from workbook.book.directives import Directives
from workbook.book.error import BookError
from workbook.book.figures import with_figures
from workbook.book.material import ROOT, Material
from workbook.book.trap import Took, took
from workbook.claims import CLAIMS
from workbook.ledger import store

Render = Callable[[str], Chapter]


@pytest.fixture
def render(material: Material, tmp_path: Path) -> Render:
    """Renders a text as the third chapter of a book."""

    def rendered(text: str) -> Chapter:
        path = tmp_path / "03_some_name.md"
        path.write_text(text, encoding="utf-8")
        blocks = Directives(material, site.environment_of(material), tmp_path)
        return chapter(path, blocks.by_name, lambda words: with_figures(words, material))

    return rendered


def block(words: str) -> str:
    """A chapter of one block, which stands on line 3."""
    return f"# Title\n\n```{words}\n```\n"


def test_a_chapter_has_its_place_and_title(render: Render) -> None:
    """From the name of its file and its first heading."""
    made = render("# Many tasks\n\nSome *text*.\n")
    assert (made.number, made.file, made.title) == (3, "some_name.html", "Many tasks")
    assert "<em>text</em>" in made.html


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("code get_task", "populate_existing"),
        ("code asyncpg_raw.edit_task", "RETURNING"),
        ("code sqlalchemy_core.mapping.matching", "def"),
        ("source shared/retry.py in_transaction", "shared/retry.py"),
        ("sql edit_task sqlalchemy_orm", "UPDATE"),
        ("cost edit_task get_task", "sqlmodel_orm-psycopg"),
        ("claims F7", next(claim.said for claim in CLAIMS if claim.key == "F7")),
        ("difference identity-map", "populate_existing"),
        ("mistakes where_forgotten", "An update without a condition"),
        ("table loading", "selectinload"),
        ("faults deadlock", "Deadlock, retryable"),
        ("trap n_plus_one", "wrong sqlmodel_orm"),
        ("exercises e99", "Exercise e99"),
    ],
)
def test_a_block_shows_what_it_names(render: Render, words: str, shown: str) -> None:
    """Each directive, once."""
    assert shown in parsed(render(block(words)).html).text


def test_code_in_a_chapter_is_the_source(render: Render) -> None:
    """Byte for byte, as in the reader."""
    shown = parsed(render(block("code sqlmodel_orm.mapping.Task")).html)
    text = (ROOT / "variants/sqlmodel_orm/mapping.py").read_text(encoding="utf-8")
    code = "".join(line.text for line in shown.all("code") if "data-n" in line.attributes)
    assert code.startswith("class Task(")
    assert code in text


def test_the_source_of_other_files_is_quoted(render: Render) -> None:
    """Byte for byte, with the path that leads to it."""
    shown = parsed(render(block("source shared/retry.py in_transaction")).html)
    text = (ROOT / "shared/retry.py").read_text(encoding="utf-8")
    code = "".join(line.text for line in shown.all("code") if "data-n" in line.attributes)
    assert code.startswith("async def in_transaction(")
    assert code in text


def test_the_terminals_text_is_the_only_one_that_is_typed(render: Render) -> None:
    """And it is not taken for HTML."""
    made = render("# Title\n\n```console\n$ psql <file\n```\n")
    assert "$ psql &lt;file" in made.html


def test_figures_are_put_into_the_text(render: Render) -> None:
    """But not into code."""
    made = render("# Title\n\nIt takes {trips edit_task sqlalchemy_orm}. `{trips a b}`\n")
    trips = store.read("edit_task").ways["sqlalchemy_orm"].later.round_trips
    assert f"It takes {trips}. <code>{{trips a b}}</code>" in made.html


@pytest.mark.parametrize(
    ("figure", "number"),
    [
        ("trap_trips", lambda took: took.last.round_trips),
        ("trap_statements", lambda took: took.last.statements),
        ("trap_bytes", lambda took: took.last.bytes_received),
        ("trap_milliseconds", lambda took: took.milliseconds),
    ],
)
def test_what_a_trap_took_is_put_into_the_text(
    render: Render, figure: str, number: Callable[[Took], float]
) -> None:
    """As it is recorded, with the most rows."""
    made = render(f"# Title\n\nIt took {{{figure} n_plus_one right_asyncpg_raw}}.\n")
    assert f"It took {number(took('n_plus_one', 'right_asyncpg_raw')):,}." in made.html


def test_the_floor_of_a_way_is_shown_with_what_is_on_it(render: Render) -> None:
    """Here, and at both distances; the ratio is to the library's own time in the same blocks."""
    shown = render(block("bench floors get_task")).html
    near, *far = (
        record.read(regime).of("get_task", at)
        for regime, at in (("operations", 0), ("delay", 0.5), ("delay", 2))
    )
    for label in VARIANTS:
        floor = f"{near.figures['bare ' + label].median:,.0f} µs"
        over = [one.figures[label].over_bare for one in (near, *far)]
        cells = [floor, *(with_interval(ratio) for ratio in over if ratio)]
        assert len(cells) == 4
        assert "</td><td>".join(cells) in shown


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (block("nonsense x"), "no directive is called 'nonsense'; there are bench, claims, code"),
        (block("python"), "no directive is called 'python'"),
        (block("code get_tsk"), "'get_tsk' is neither WAY.METHOD nor WAY.FILE.NAME"),
        (block("code asyncpg_raw.nothing"), "repository.py has nothing called 'nothing'"),
        (block("source shared/retry.py"), "say what is to be shown"),
        (block("source shared/retry.py gone"), "or has nothing called 'gone'"),
        (block("source shared/gone.py in_transaction"), "shared/gone.py is not there"),
        (block("faults none"), "no fault is called 'none'"),
        (block("sql nothing"), "no operation is called 'nothing'"),
        (block("sql get_task nobody"), "no way is called 'nobody'"),
        (block("claims F99"), "no claim is called 'F99'"),
        (block("difference none"), "no difference is called 'none'"),
        (block("trap none"), "no trap is called 'none'"),
        (block("table none"), "no table is called 'none'"),
        (block("mistakes none"), "no mistake is called 'none'"),
        (block("bench nothing get_task"), "no kind of plot is called 'nothing'"),
        *(
            (block(f"bench {kind} nothing"), f"no operation in {regime} is called 'nothing'")
            for kind, regime in REGIMES.items()
        ),
        (block("bench floors count_tasks"), "the bench has no floor of count_tasks for each way"),
        (block("exercises seven"), "'seven' is no exercise"),
        (block("cost"), "say what is to be shown"),
        ("# Title\n\n```sql get_task\nSELECT 1\n```\n", "the block stays empty"),
        ("# Title\n\n{trips get_task nobody}\n", "there is no 'nobody'"),
        ("# Title\n\n{trips get_task}\n", "not so many words"),
        ("# Title\n\n{nonsense a}\n", "no figure is called 'nonsense'"),
    ],
)
def test_a_name_that_leads_nowhere_is_told_with_its_line(
    render: Render, text: str, reason: str
) -> None:
    """And with the names that there are."""
    with pytest.raises(BookError) as raised:
        render(text)
    message = str(raised.value)
    assert "03_some_name.md, line 3: " in message
    assert reason in message


@pytest.mark.parametrize("text", ["No heading.\n", "# One\n\n# Two\n"])
def test_a_chapter_has_one_title(render: Render, text: str) -> None:
    """Neither none nor two."""
    with pytest.raises(BookError, match="one heading of the first level"):
        render(text)


def test_an_exercise_is_linked_once_it_is_there(
    render: Render, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its title, from where the book is to where the exercise is."""
    monkeypatch.setattr(directives, "EXERCISES", tmp_path / "exercises")
    folder = tmp_path / "exercises" / "e42_some_thing"
    folder.mkdir(parents=True)
    (folder / "exercise.toml").write_text('id = "e42"\ntitle = "Some thing"\n')
    made = render(block("exercises e42 e43"))
    assert '<a href="exercises/e42_some_thing/README.md">Exercise e42: Some thing</a>' in made.html
    assert "<li>Exercise e43</li>" in made.html


def test_each_chapter_is_a_page_and_has_a_trap(book: Path) -> None:
    """With wrong code, right code, and what each costs."""
    written = sorted(FOLDER.glob("[0-9]*.md"))
    assert written
    for path in written:
        page = parsed((book / f"{path.stem[3:]}.html").read_text(encoding="utf-8"))
        assert list(page.of_class("trap")), path.name


def test_how_to_write_a_chapter_names_every_directive(material: Material, tmp_path: Path) -> None:
    """The writers have nothing else."""
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    blocks = Directives(material, site.environment_of(material), tmp_path)
    assert all(f"```{name}" in told for name in blocks.by_name)
