"""One book for each process, written once, and one browser to look at it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

import pytest
from playwright.async_api import Browser, Page, async_playwright

from workbook.book import site
from workbook.book.material import Material, from_ledger
from workbook.ways import chosen_ways

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DEADLINE = 10_000.0
"""Milliseconds that the browser may take for whatever it is asked."""


class OpenPage(Protocol):
    """Opens a page of the book, at `place` (a file, perhaps with a hash), in a window of its own.

    Whatever it asks of the network, and whatever error its script makes, fails the test.
    """

    def __call__(
        self,
        place: str = "index.html",
        *,
        width: int = 1600,
        scheme: str = "light",
        scripts: bool = True,
    ) -> AbstractAsyncContextManager[Page]: ...


@pytest.fixture(scope="session")
def material() -> Material:
    """What is checked in, of our four ways."""
    return from_ledger(chosen_ways((), "asyncpg"))


@pytest.fixture(scope="session")
def book(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the book is in."""
    out = tmp_path_factory.mktemp("book")
    site.write(material, out)
    return out


@pytest.fixture(scope="session")
def index(book: Path) -> str:
    """The reader's page."""
    return (book / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium, started once."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], timeout=DEADLINE * 3
        )
        yield started
        await started.close()


@pytest.fixture(scope="session")
def open_page(browser: Browser, book: Path) -> OpenPage:
    """Opens pages from the disk."""

    @asynccontextmanager
    async def opened(
        place: str = "index.html",
        *,
        width: int = 1600,
        scheme: str = "light",
        scripts: bool = True,
    ) -> AsyncIterator[Page]:
        context = await browser.new_context(
            viewport={"width": width, "height": 1000},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(DEADLINE)
        page = await context.new_page()
        asked: list[str] = []
        failed: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: failed.append(str(error)))
        try:
            await page.goto(f"{book.as_uri()}/{place}")
            yield page
        finally:
            await context.close()
        outside = [url for url in asked if not url.startswith((f"{book.as_uri()}/", "data:,"))]
        assert outside == []
        assert failed == []

    return opened


@pytest.fixture(scope="session")
def pages(book: Path) -> list[str]:
    """The names of all pages."""
    return sorted(path.name for path in book.glob("*.html"))
