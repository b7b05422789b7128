"""Pictures of the book for the README, taken by a Chromium that is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from workbook.book.error import BookError

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
SIZE = "1600,1000"
DEADLINE = 60.0
PLACE = "v1/edit_task"
# Which of the two the page sees as the reader's preference.
SCHEMES = {"light": "1", "dark": "0"}


def take(book: Path, folder: Path) -> Iterator[Path]:
    """The reader in light and in dark, as PNG. Raises BookError without a Chromium."""
    browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser is None:
        raise BookError(f"pictures need a browser; there is none of {', '.join(CHROMIUM)}")
    folder.mkdir(parents=True, exist_ok=True)
    page = f"{(book / 'index.html').resolve().as_uri()}#{PLACE}"
    for scheme, preference in SCHEMES.items():
        picture = folder / f"book-{scheme}.png"
        _take(browser, page, picture, preference)
        yield picture


def _take(browser: str, page: str, picture: Path, preference: str) -> None:
    with tempfile.TemporaryDirectory(prefix="picture-") as profile:
        arguments = [
            *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *(f"--user-data-dir={profile}", f"--window-size={SIZE}"),
            f"--blink-settings=preferredColorScheme={preference}",
            *(f"--screenshot={picture.resolve()}", page),
        ]
        try:
            subprocess.run([browser, *arguments], check=True, capture_output=True, timeout=DEADLINE)
        except (OSError, subprocess.SubprocessError) as error:
            raise BookError(f"{browser} took no picture: {error}") from error
