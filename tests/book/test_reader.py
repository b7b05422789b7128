"""The reader in a real browser, opened from the disk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.book.conftest import OpenPage
from variants import VARIANTS
from workbook.contract import methods

FIRST, *_, LAST = [method.name for method in methods()]
LIT = re.compile(r"\blit\b")


def article(page: Page, method: str) -> Locator:
    """The article of a method."""
    return page.locator(f"article[data-method={method}]")


def panes(page: Page, method: str) -> Locator:
    """The panes of its code that are to be seen."""
    return article(page, method).locator(".sources .pane:visible")


async def left_edges(page: Page, method: str) -> list[float]:
    """Where its panes begin, from left to right and from top to bottom."""
    return [
        (await one.bounding_box() or {"x": -1.0})["x"] for one in await panes(page, method).all()
    ]


async def test_one_operation_is_shown_at_a_time(open_page: OpenPage) -> None:
    """The rest waits to be picked."""
    async with open_page("index.html#v1/edit_task") as page:
        await expect(page.locator("article:visible")).to_have_count(1)
        await expect(page.locator("#overview")).to_be_hidden()
        await page.locator("[data-do=pick]").select_option("claim_task")
        await expect(article(page, "claim_task")).to_be_visible()
        await expect(article(page, "edit_task")).to_be_hidden()
        assert page.url.endswith("#v1/claim_task")


async def test_a_deep_link_leads_to_a_case(open_page: OpenPage) -> None:
    """Its SQL is shown, and its numbers stand beside the code."""
    async with open_page("index.html#v1/edit_task.stale") as page:
        await expect(page.locator(".wire:visible")).to_have_count(1)
        await expect(page.locator(".wire:visible h3")).to_contain_text("no longer has")
        marks = await article(page, "edit_task").locator(".sources .l .b:visible").all()
        keys = {(await mark.get_attribute("data-s") or "").split("/")[0] for mark in marks}
        assert keys == {"edit_task.stale"}


async def test_a_deep_link_leads_to_a_statement(open_page: OpenPage) -> None:
    """It is lit, and so is the line that sends it."""
    async with open_page("index.html#v1/edit_task/sqlalchemy_orm/3") as page:
        lit = page.locator(".lit[data-s='edit_task/sqlalchemy_orm/3']:visible")
        await expect(lit.first).to_be_visible()
        assert await lit.count() >= 3


async def test_a_deep_link_leads_to_two_ways_compared(open_page: OpenPage) -> None:
    """Code and SQL, in two columns."""
    async with open_page("index.html#v1/add_task/sqlalchemy_core~sqlmodel_orm") as page:
        heads = page.locator(".diff:visible h4")
        await expect(heads).to_have_text(["sqlalchemy_core", "sqlmodel_orm"] * 2)


async def test_back_goes_to_the_operation_before(open_page: OpenPage) -> None:
    """Each operation is a step in the browser's history."""
    async with open_page("index.html#v1/edit_task") as page:
        await page.keyboard.press("n")
        await expect(article(page, "delete_task")).to_be_visible()
        await page.go_back()
        await expect(article(page, "edit_task")).to_be_visible()


@pytest.mark.parametrize(("width", "columns"), [(1600, 4), (1000, 2), (400, 1)])
async def test_the_panes_take_the_columns_that_fit(
    open_page: OpenPage, width: int, columns: int
) -> None:
    """Four, two and two, or one below another; nothing is wider than the window."""
    async with open_page("index.html#v1/list_tasks", width=width) as page:
        assert len(set(await left_edges(page, "list_tasks"))) == columns
        assert await page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1600, 1000])
async def test_the_steps_stand_at_one_height(open_page: OpenPage, width: int) -> None:
    """The statement is sent at the same height in panes that stand side by side."""
    async with open_page("index.html#v1/add_tasks", width=width) as page:
        rows: dict[float, set[float]] = {}
        for pane in await panes(page, "add_tasks").all():
            top = (await pane.bounding_box() or {"y": 0.0})["y"]
            send = pane.locator(".step:has(> .name:text-is('Send'))")
            rows.setdefault(top, set()).add((await send.bounding_box() or {"y": 0.0})["y"])
        assert [len(heights) for heights in rows.values()] == [1] * len(rows)


async def test_a_missing_step_says_why(open_page: OpenPage) -> None:
    """The ORM's edit builds no statement: the flush does."""
    async with open_page("index.html#v1/edit_task") as page:
        pane = page.locator("[id='v1/edit_task/sqlalchemy_orm'] .step", has_text="Build")
        await expect(pane).to_contain_text("the library does it for you")


async def test_a_pane_is_switched_off_and_stays_off(open_page: OpenPage) -> None:
    """By its box or its number, in every operation, and after the page is opened again."""
    async with open_page("index.html#v1/get_task") as page:
        await page.keyboard.press("2")
        await page.locator("[data-do=pane][value=sqlmodel_orm]").uncheck()
        await expect(panes(page, "get_task")).to_have_count(2)
        await page.keyboard.press("n")
        await expect(panes(page, "edit_task")).to_have_count(2)
        await page.reload()
        await expect(panes(page, "edit_task")).to_have_count(2)
        assert len(set(await left_edges(page, "edit_task"))) == 2
        await page.keyboard.press("2")
        await expect(panes(page, "edit_task")).to_have_count(3)


async def test_a_number_lights_up_its_line(open_page: OpenPage) -> None:
    """By the mouse over either, and by focus on either."""
    async with open_page("index.html#v1/get_tasks") as page:
        statement = page.locator("[id='v1/get_tasks/asyncpg_raw/1']")
        mark = page.locator("[id='v1/get_tasks/asyncpg_raw/1/code']")
        await statement.hover()
        await expect(mark).to_have_class(LIT)
        await page.mouse.move(0, 0)
        await expect(mark).not_to_have_class(LIT)
        await mark.focus()
        await expect(statement).to_have_class(LIT)
        outline = await statement.evaluate("one => getComputedStyle(one).outlineStyle")
        assert outline == "solid"


async def test_a_number_of_the_block_around_opens_it(open_page: OpenPage) -> None:
    """BEGIN and COMMIT of raw asyncpg are sent by `transaction()`, which is folded away."""
    async with open_page("index.html#v1/claim_task") as page:
        block = page.locator("[id='v1/claim_task/asyncpg_raw'] details[data-scope=transaction]")
        await expect(block.locator("summary .b:visible")).to_have_text(["1", "3"])
        await page.locator("[id='v1/claim_task/asyncpg_raw/1'] .b").click()
        await expect(block.locator(".code")).to_be_visible()


async def test_two_ways_are_compared_by_token_with_signs(open_page: OpenPage) -> None:
    """What is only in one has a sign at its line, a mark around it, and a colour."""
    async with open_page("index.html#v1/get_tasks") as page:
        await page.locator("[data-do=right]").select_option("sqlalchemy_orm")
        await page.locator("[data-do=left]").select_option("sqlalchemy_core")
        code = page.locator(".diff:visible .panes").first
        gone, come = (
            await code.locator("del").all_text_contents(),
            await code.locator("ins").all_text_contents(),
        )
        assert "tasks" in gone
        assert "Task" in come
        assert "def" not in gone + come
        signs = await code.locator(".row").evaluate_all("rows => rows.map(row => row.dataset.sign)")
        assert {"−", "+"} <= set(signs)
        for side, way in enumerate(("sqlalchemy_core", "sqlalchemy_orm")):
            shown = await code.locator("pre").nth(side).text_content()
            source = page.locator(f"[id='v1/get_tasks/{way}'] .method code")
            assert shown == "".join(await source.all_text_contents()).rstrip()


async def test_comparing_a_way_with_itself_finds_nothing(open_page: OpenPage) -> None:
    """Token for token the same, code and SQL."""
    async with open_page("index.html#v1/get_tasks/asyncpg_raw~asyncpg_raw") as page:
        notes = page.locator(".diff:visible .note")
        await expect(notes).to_have_text(["Token for token the same."] * 2)


async def test_the_keys_do_what_the_help_says(open_page: OpenPage) -> None:
    """Next, previous, case, compare, find, all operations, help, theme."""
    async with open_page("index.html#v1/get_task") as page:
        await page.keyboard.press("n")
        await expect(article(page, "edit_task")).to_be_visible()
        await page.keyboard.press("c")
        await expect(page).to_have_url(re.compile(r"#v1/edit_task\.cleared$"))
        await page.keyboard.press("d")
        await expect(article(page, "edit_task").locator(".diff")).to_be_visible()
        await page.keyboard.press("d")
        await expect(article(page, "edit_task").locator(".diff")).to_be_hidden()
        await page.keyboard.press("p")
        await expect(article(page, "get_task")).to_be_visible()
        await page.keyboard.press("?")
        await expect(page.locator("#help")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator("#help")).to_be_hidden()
        await page.keyboard.press("o")
        await expect(page.locator("#overview")).to_be_visible()
        await page.keyboard.press("p")
        await expect(article(page, LAST)).to_be_visible()


async def test_an_operation_is_found_by_the_keyboard_alone(open_page: OpenPage) -> None:
    """A slash, a part of what it does, Enter."""
    async with open_page() as page:
        await page.keyboard.press("/")
        await page.keyboard.type("nobody has")
        await expect(page.locator("#find li:visible")).to_have_count(1)
        await page.keyboard.press("Enter")
        await expect(article(page, "claim_task")).to_be_visible()
        focused = await page.evaluate("document.activeElement.id")
        assert focused == "title/claim_task"


async def test_keys_are_left_alone_while_typing_and_when_switched_off(open_page: OpenPage) -> None:
    """Single keys are a convenience that some cannot have."""
    async with open_page("index.html#v1/get_task") as page:
        await page.keyboard.press("/")
        await page.keyboard.type("n")
        await page.keyboard.press("Escape")
        await expect(article(page, "get_task")).to_be_visible()
        await page.keyboard.press("?")
        await page.locator("[data-do=keys]").uncheck()
        await page.keyboard.press("Escape")
        await page.keyboard.press("n")
        await expect(article(page, "get_task")).to_be_visible()


async def test_the_keyboard_reaches_everything(open_page: OpenPage) -> None:
    """Every link and control that is to be seen comes in turn, from the first to the last."""
    async with open_page("index.html#v1/count_tasks") as page:
        seen = "a:visible, button:visible, select:visible, input:visible, summary:visible"
        await page.evaluate("document.activeElement.blur()")
        number = await page.locator(seen).count()
        reached: set[str] = set()
        for _ in range(number + 40):
            await page.keyboard.press("Tab")
            reached.add(
                await page.evaluate(
                    "[...document.querySelectorAll('*')].indexOf(document.activeElement) + ''"
                )
            )
        places = await page.locator(seen).evaluate_all(
            "found => found.map(one => [...document.querySelectorAll('*')].indexOf(one) + '')"
        )
        assert set(places) <= reached


async def test_the_theme_is_chosen_and_kept(open_page: OpenPage) -> None:
    """Automatic follows the system; light and dark do not."""
    ground = "getComputedStyle(document.body).backgroundColor"
    async with open_page("tables.html", scheme="dark") as page:
        dark = await page.evaluate(ground)
        await page.keyboard.press("t")
        light = await page.evaluate(ground)
        assert light != dark
        await page.reload()
        assert await page.evaluate(ground) == light
        await page.locator("[data-do=theme]").click()
        assert await page.evaluate(ground) == dark


async def printed_pages(page: Page) -> int:
    """How many sheets it takes."""
    pdf = await page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


async def test_it_prints_as_a_handout(open_page: OpenPage) -> None:
    """One operation on a page (the longest on two), an empty box, no controls, light."""
    async with open_page("index.html#v1/get_task", scheme="dark") as page:
        assert await printed_pages(page) == 1
        await page.keyboard.press("n")
        await expect(article(page, "edit_task")).to_be_visible()
        assert await printed_pages(page) == 2
        await page.emulate_media(media="print", color_scheme="dark")
        await expect(article(page, "edit_task").locator(".handout .box")).to_be_visible()
        await expect(page.locator(".bar")).to_be_hidden()
        assert (
            await page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
        )


async def test_without_a_script_all_code_and_all_sql_can_be_read(open_page: OpenPage) -> None:
    """Everything stands on one page, and no control is there that would do nothing."""
    async with open_page(scripts=False) as page:
        await expect(page.locator("article:visible")).to_have_count(len(methods()))
        await expect(page.locator(".sources .pane:visible")).to_have_count(
            len(methods()) * len(VARIANTS)
        )
        hidden = page.locator(".method code, .wire code")
        for one in (hidden.first, hidden.last):
            await expect(one).to_be_visible()
        await expect(page.locator(".script:visible, .bar:visible")).to_have_count(0)


async def test_a_deep_link_works_without_a_script(open_page: OpenPage) -> None:
    """The browser goes there by itself."""
    async with open_page("index.html#v1/claim_task", scripts=False) as page:
        await expect(article(page, "claim_task").locator("h2")).to_be_in_viewport()


async def test_a_link_to_nowhere_leads_to_all_operations(open_page: OpenPage) -> None:
    """Not to an empty page."""
    async with open_page("index.html#v1/nonsense") as page:
        await expect(page.locator("#overview")).to_be_visible()


def test_the_book_is_opened_from_the_disk(book: Path) -> None:
    """All of this is without a server."""
    assert book.as_uri().startswith("file:///")
