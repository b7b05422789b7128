"""What one request may take: bytes, seconds, a connection."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.contract.obstacles import locked_tasks, on_insert
from tests.service.conftest import Service, Sql, client_of
from tests.service.test_clients_that_leave import assert_at_rest

SLOW = "PERFORM pg_sleep(5)"
BODY = b'{"title": "a"}'
JSON = {"Content-Type": "application/json"}


async def in_parts() -> AsyncIterator[bytes]:
    """The body, without its length told first."""
    yield BODY[:5]
    yield BODY[5:]


@pytest.mark.parametrize("largest", [len(BODY), len(BODY) - 1], ids=["fits", "one byte more"])
@pytest.mark.parametrize("parted", [False, True], ids=["at once", "in parts"])
async def test_a_body_may_not_be_too_large(
    service: Service, sql: Sql, largest: int, parted: bool
) -> None:
    """One of `largest_body` is read; for one byte more 413, and nothing is stored."""
    async with service(largest_body=largest) as app, client_of(app) as client:
        answer = await client.post("/tasks", content=in_parts() if parted else BODY, headers=JSON)
    stored = largest == len(BODY)
    assert answer.status_code == (201 if stored else 413)
    assert answer.headers["Content-Type"].endswith("/json" if stored else "/problem+json")
    assert await sql.fetchval("SELECT count(*) FROM tasks") == stored


async def test_a_statement_may_not_take_too_long(
    service: Service, sql: Sql, application_name: str
) -> None:
    """504 after `statement_timeout`: Postgres has ended it, and nothing was changed."""
    async with service(statement_timeout=0.2) as app:
        async with client_of(app) as client, on_insert(sql, "tasks", SLOW):
            answer = await client.post("/tasks", json={"title": "a"})
        assert (answer.status_code, answer.json()["type"]) == (504, "/problems/statement-timeout")
        await assert_at_rest(app, sql, application_name)


async def test_a_write_may_not_take_too_long_in_all(
    service: Service, sql: Sql, application_name: str
) -> None:
    """After `request_timeout` its outcome is unknown to the service, and it says so."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('a')")
    async with service(request_timeout=0.2) as app:
        async with client_of(app) as client, locked_tasks(sql):
            answer = await client.patch("/tasks/1", json={"done": True}, headers={"If-Match": "*"})
        assert (answer.status_code, answer.json()["type"]) == (500, "/problems/outcome-unknown")
        await assert_at_rest(app, sql, application_name)


async def test_a_read_may_not_take_too_long_in_all(service: Service, sql: Sql) -> None:
    """504 after `request_timeout`: a read has no outcome that could be unknown."""
    async with service(request_timeout=0.2) as app, client_of(app) as client, sql.transaction():
        await sql.execute("LOCK TABLE tasks")
        answer = await client.get("/tasks/1")
    assert (answer.status_code, answer.json()["type"]) == (504, "/problems/request-timeout")


async def test_a_connection_may_not_be_waited_for_too_long(service: Service) -> None:
    """503 after `acquire_timeout` at each try, and when to come again."""
    async with service(pool_size=1, acquire_timeout=0.05) as app, client_of(app) as client:
        async with app.state.database.transaction():
            answer = await client.get("/tasks")
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/pool-exhausted")
        assert answer.headers["Retry-After"] == "1"
        assert (await client.get("/tasks")).status_code == 200


async def test_an_export_that_cannot_begin_is_answered(service: Service, sql: Sql) -> None:
    """With a status, for nothing has been sent yet."""
    async with service(statement_timeout=0.2) as app, client_of(app) as client:
        async with sql.transaction():
            await sql.execute("LOCK TABLE tasks")
            answer = await client.get("/tasks/export")
        assert (answer.status_code, answer.json()["type"]) == (504, "/problems/statement-timeout")
