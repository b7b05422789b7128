"""Many tasks in one request: stored, imported, and exported line by line."""

from __future__ import annotations

import json

import httpx
from fastapi import FastAPI

from tests.service.conftest import Sql
from tests.service.exchange import Exchange
from workbook.service.export import CHUNK

MANY = "INSERT INTO tasks (title) SELECT 'task ' || n FROM generate_series(1, 2500) AS n"


async def test_many_tasks_are_created(client: httpx.AsyncClient, sql: Sql) -> None:
    """201 with the ids in the order given."""
    answer = await client.post("/tasks/bulk", json=[{"title": "a"}, {"title": "b", "done": True}])
    assert (answer.status_code, answer.json()) == (201, {"ids": [1, 2]})
    rows = await sql.fetch("SELECT title, done FROM tasks ORDER BY id")
    assert list(map(tuple, rows)) == [("a", False), ("b", True)]


async def test_many_tasks_are_created_or_none(client: httpx.AsyncClient, sql: Sql) -> None:
    """A duplicate among them is 409, and says which field."""
    given = [{"title": "a", "external_id": "x"}, {"title": "b", "external_id": "x"}]
    answer = await client.post("/tasks/bulk", json=given)
    assert (answer.status_code, answer.json()["field"]) == (409, "external_id")
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


async def test_an_import_says_what_it_did(client: httpx.AsyncClient) -> None:
    """New, different and the same, each counted."""
    first = [{"title": "a", "external_id": "x"}, {"title": "b", "external_id": "y"}]
    assert (await client.post("/tasks/import", json=first)).json() == {
        "inserted": 2,
        "updated": 0,
        "unchanged": 0,
    }
    second = [*first[:1], {"title": "c", "external_id": "y"}, {"title": "d", "external_id": "z"}]
    assert (await client.post("/tasks/import", json=second)).json() == {
        "inserted": 1,
        "updated": 1,
        "unchanged": 1,
    }


async def test_an_import_without_a_key_is_refused(client: httpx.AsyncClient) -> None:
    """422 in the project's own words."""
    answer = await client.post("/tasks/import", json=[{"title": "a"}])
    assert (answer.status_code, answer.json()["field"]) == (422, "external_id")
    assert answer.json()["detail"] == "new[0] has no external_id, which an import goes by"


async def test_an_export_has_a_task_on_each_line(client: httpx.AsyncClient, sql: Sql) -> None:
    """By id, each as a single task would be answered."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('a'), ('b')")
    answer = await client.get("/tasks/export")
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    lines = answer.text.splitlines()
    assert lines == [(await client.get(f"/tasks/{number}")).text for number in (1, 2)]


async def test_an_export_of_nothing_is_empty(client: httpx.AsyncClient) -> None:
    """200 without a line."""
    answer = await client.get("/tasks/export", params={"done": True})
    assert (answer.status_code, answer.content) == (200, b"")


async def test_a_large_export_comes_in_parts(app: FastAPI, sql: Sql) -> None:
    """Each is at least CHUNK and little more, but for the last; all tasks are there once."""
    await sql.execute(MANY)
    exchange = Exchange(app, "GET", "/tasks/export")
    await exchange.run()
    *full, last = filter(None, exchange.chunks)
    assert len(full) == 6
    assert all(CHUNK <= len(chunk) < CHUNK + 200 for chunk in full)
    ids = [json.loads(line)["id"] for line in b"".join([*full, last]).splitlines()]
    assert ids == list(range(1, 2501))
