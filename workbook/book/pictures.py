"""Pictures of the book for the README, taken by Playwright with a Chromium that is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from workbook.book.error import BookError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
DEADLINE = 30_000.0
"""Milliseconds that the browser may take for each thing it is asked."""


class Shot(NamedTuple):
    """What the reader has before the eyes: sizes in CSS pixels, preferences as CSS calls them."""

    name: str
    place: str
    size: tuple[int, int]
    scheme: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"


OPERATION = "index.html#v1/edit_task"
CHAPTER = "working_at_the_same_time.html"
SHOTS = (
    Shot("book-light", OPERATION, (1600, 1000)),
    Shot("book-dark", OPERATION, (1600, 1000), "dark"),
    Shot("chapter-light", CHAPTER, (1000, 1000)),
    Shot("chapter-dark", CHAPTER, (1000, 1000), "dark"),
    Shot("narrow-light", OPERATION, (400, 1000)),
    Shot("narrow-dark", OPERATION, (400, 1000), "dark"),
    Shot("print", CHAPTER, (720, 1000), media="print"),
)


def take(book: Path, folder: Path) -> Iterator[Path]:
    """Each of SHOTS as PNG. Raises BookError without a Chromium, or without Playwright."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise BookError(f"pictures need a browser; there is none of {', '.join(CHROMIUM)}")
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise BookError("pictures need Playwright: uv sync --group test") from error
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
            for shot in SHOTS:
                yield _take(browser, book.resolve(), shot, folder / f"{shot.name}.png")
            browser.close()
    except Error as error:
        raise BookError(f"{found} took no picture: {error}") from error


def _take(browser: Browser, book: Path, shot: Shot, picture: Path) -> Path:
    width, height = shot.size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=shot.scheme)
    page.set_default_timeout(DEADLINE)
    page.emulate_media(media=shot.media)
    page.goto(f"{book.as_uri()}/{shot.place}")
    page.screenshot(path=picture)
    page.close()
    return picture
