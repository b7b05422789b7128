"""Every page, in both themes and in each state that looks different: axe finds nothing."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.async_api import Page

from tests.book.conftest import OpenPage

# axe says nothing of what is hidden, but takes its time to go through it.
HIDDEN_ARTICLES_AWAY = "document.querySelectorAll('article[hidden]').forEach(one => one.remove())"
STATES = (
    "index.html#v1/edit_task",
    "index.html#v1/stream_tasks",
    "index.html#v1/edit_task/asyncpg_raw~sqlalchemy_orm",
)


pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core's own script, as its package for Playwright brings it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


async def violations(page: Page, axe: str) -> list[str]:
    """What axe complains of, by rule, with the first place."""
    await page.evaluate(HIDDEN_ARTICLES_AWAY)
    await page.evaluate(axe)
    results = await page.evaluate("axe.run({resultTypes: ['violations']})")
    return [f"{found['id']}: {found['nodes'][0]['html'][:160]}" for found in results["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_page_has_a_violation(
    open_page: OpenPage, axe: str, pages: list[str], scheme: str, subtests: pytest.Subtests
) -> None:
    """All chapters too, whichever there are."""
    for name in (*pages, *STATES):
        with subtests.test(name):
            async with open_page(name, scheme=scheme) as page:
                assert await violations(page, axe) == []


@pytest.mark.parametrize("key", ["?", "/"])
async def test_no_dialog_has_a_violation(open_page: OpenPage, axe: str, key: str) -> None:
    """Help and find."""
    async with open_page("index.html#v1/get_task") as page:
        await page.keyboard.press(key)
        assert await violations(page, axe) == []


async def test_a_narrow_page_has_no_violation(open_page: OpenPage, axe: str) -> None:
    """As a phone shows it."""
    async with open_page("index.html#v1/edit_task", width=400) as page:
        assert await violations(page, axe) == []
