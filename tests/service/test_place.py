"""Where the service keeps its tables when no database is named."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator

import asyncpg
import pytest

from shared.postgres import RUN_PREFIX, serve
from workbook.service import place
from workbook.service.place import migrated_place

WRITE = "INSERT INTO tasks (title) VALUES ('kept')"
READ = "SELECT string_agg(title, ' ') FROM tasks"


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A name for the service's own database that is this test's, and gone afterwards."""
    name = f"{RUN_PREFIX}{secrets.token_hex(4)}"
    monkeypatch.setattr(place, "OWN", name)
    monkeypatch.delenv("WORKBOOK_POSTGRES", raising=False)
    with serve("embedded") as server:
        yield name
        asyncio.run(asked(server.url, f"DROP DATABASE {name} WITH (FORCE)"))


async def asked(url: str, statement: str) -> object:
    """What Postgres answers there."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def test_it_has_a_database_of_its_own_and_keeps_it(own: str) -> None:
    """With the tables, from the first time on; what was written is there the next time."""
    with migrated_place("embedded") as found:
        assert f"database {own}, kept between runs" in found.description
        asyncio.run(asked(found.url, WRITE))
    with migrated_place("embedded") as again:
        assert again == found
        assert asyncio.run(asked(again.url, READ)) == "kept"
