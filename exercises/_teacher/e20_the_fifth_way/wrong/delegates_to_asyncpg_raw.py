"""Opens one of the four under another name.

way = "mine"
fails = [
    "test_it_is_none_of_the_four",
]
"""

from __future__ import annotations

from variants import asyncpg_raw


class Database(asyncpg_raw.Database):
    """Mine."""
