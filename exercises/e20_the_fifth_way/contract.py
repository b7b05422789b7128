"""What every answer to e20 can do: all of it."""

from __future__ import annotations

from typing import Protocol

from shared import protocol


class Answer(Protocol):
    """The module answer/mine.py: its `Database` is a class that fits the protocol."""

    Database: type[protocol.Database]
