"""What keeps the book from being written."""

from __future__ import annotations


class BookError(Exception):
    """Something that was asked for by name is not there; the message says what, and where."""


def nothing_called(what: str, name: str, known: list[str]) -> BookError:
    """For a name that leads nowhere: those that there are."""
    return BookError(f"no {what} is called {name!r}; there are {', '.join(known)}")
