"""Errors as problems: each with its status, none with a word of Postgres or of a library."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from shared import errors
from tests.contract.obstacles import at_commit, locked_tasks, on_insert, terminate_sessions
from tests.service.conftest import Service, Sql, client_of
from workbook.service.problems import KINDS, RequestTimeout, problem_of

PROBLEM = "application/problem+json"
KILLED = "PERFORM pg_terminate_backend(pg_backend_pid())"
NATIVE = "relation hidden_table, value 'secret'"
TWICE = """
    IF nextval('tries') <= 2 THEN
        RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001';
    END IF"""


def all_errors(kind: type[errors.RepositoryError]) -> Iterator[type[errors.RepositoryError]]:
    """A class and all below it, of this project's own."""
    yield kind
    for below in kind.__subclasses__():
        if below.__module__ in (errors.__name__, RequestTimeout.__module__):
            yield from all_errors(below)


def made(kind: type[errors.RepositoryError]) -> errors.RepositoryError:
    """An error of this kind, as the translation of a native one makes it."""
    error = kind.__new__(kind)
    Exception.__init__(error, NATIVE)
    error.__cause__ = RuntimeError(NATIVE)
    return error


def test_every_error_has_its_answer() -> None:
    """None is left to a class above it."""
    assert set(all_errors(errors.RepositoryError)) == set(KINDS)


def test_what_may_be_sent_again_says_so() -> None:
    """Whatever is retryable is 503, and an unknown outcome is nothing that a proxy may repeat."""
    retryable = {kind for kind in KINDS if kind.retryable}
    assert {KINDS[kind].status for kind in retryable} == {503}
    assert KINDS[errors.OutcomeUnknown].status == 500
    assert "unknown" in KINDS[errors.OutcomeUnknown].title


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_native_word_is_told(kind: type[errors.RepositoryError]) -> None:
    """The sentence is the table's, whatever the error says."""
    problem = problem_of(made(kind))
    assert "secret" not in problem.model_dump_json()
    assert problem.title == KINDS[kind].title


async def test_a_missing_reference_is_a_conflict(client: httpx.AsyncClient) -> None:
    """409, with the field and without the name of the constraint."""
    answer = await client.post("/tasks", json={"title": "a", "project_id": 7})
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.json() == {
        "type": "/problems/missing-reference",
        "title": "What a value points at does not exist.",
        "status": 409,
        "field": "project_id",
    }


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b'{"title": 1}', "body.title"),
        (b"{}", "body.title"),
        (b'{"title": "a", "titel": "b"}', "body.titel"),
        (b'{"title": "a", "\\ud800": "b"}', "body"),
        (b'{"title": "\\ud800"}', "body.title"),
        (b'{"title": "a", "due_at": "2026-01-01T00:00:00"}', "body.due_at"),
        (b'{"title": NaN}', "body.title"),
        (b'{"title"', "body.8"),
    ],
)
async def test_what_does_not_fit_is_named(
    any_client: httpx.AsyncClient, body: bytes, where: str
) -> None:
    """422, with its place in the body; its value is not repeated."""
    answer = await any_client.post(
        "/tasks", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, PROBLEM)
    assert [misfit["where"] for misfit in answer.json()["errors"]] == [where]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"title": "a\\u0000b"}', "title"),
        (b'{"title": "a", "project_id": 9223372036854775808}', "project_id"),
    ],
)
async def test_what_postgres_cannot_hold_is_named(
    any_client: httpx.AsyncClient, body: bytes, field: str
) -> None:
    """422 before anything is sent, in the project's own words."""
    answer = await any_client.post(
        "/tasks", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert answer.json()["detail"].startswith(field)


async def test_what_is_not_there_is_a_problem_too(any_client: httpx.AsyncClient) -> None:
    """An unknown path, and a method that a path does not take, with those that it does."""
    unknown = await any_client.get("/nothing")
    assert (unknown.status_code, unknown.headers["Content-Type"]) == (404, PROBLEM)
    refused = await any_client.put("/projects")
    assert (refused.status_code, refused.headers["Content-Type"]) == (405, PROBLEM)
    assert refused.headers["Allow"]


async def test_a_conflict_is_tried_again(client: httpx.AsyncClient, sql: Sql) -> None:
    """Twice in vain, then it succeeds: the client hears of nothing."""
    await sql.execute("CREATE SEQUENCE tries")
    try:
        async with on_insert(sql, "tasks", TWICE):
            answer = await client.post("/tasks", json={"title": "a"})
    finally:
        await sql.execute("DROP SEQUENCE tries")
    assert answer.status_code == 201
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 1


async def test_a_conflict_that_stays_is_told(client: httpx.AsyncClient, sql: Sql) -> None:
    """503, when to come again, and nothing written."""
    action = "RAISE EXCEPTION 'secret' USING ERRCODE = '40P01'"
    async with on_insert(sql, "tasks", action):
        answer = await client.post("/tasks", json={"title": "a"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert answer.json()["type"] == "/problems/deadlock"
    assert "secret" not in answer.text


async def test_a_lost_answer_to_commit_is_told_as_it_is(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    """500 that says the outcome is unknown, and no invitation to send it again."""
    async with at_commit(sql, KILLED):
        answer = await client.post("/tasks", json={"title": "a"})
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/outcome-unknown")
    assert "unknown" in answer.json()["title"]
    assert "Retry-After" not in answer.headers


async def test_a_cut_between_requests_is_mended(
    service: Service, sql: Sql, application_name: str
) -> None:
    """Sessions that an operator ended cost no client an error, neither reading nor writing."""
    async with service() as app, client_of(app) as client:
        for method in ("GET", "POST"):
            assert (await client.get("/ready")).status_code == 200
            await terminate_sessions(sql, application_name)
            answer = await client.request(method, "/tasks", json={"title": "a"})
            assert answer.status_code in {200, 201}


async def test_a_lock_held_for_too_long_is_told(service: Service, sql: Sql) -> None:
    """503 after `lock_timeout`, at each try."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('a')")
    async with service(lock_timeout=0.02) as app, client_of(app) as client, locked_tasks(sql):
        answer = await client.patch("/tasks/1", json={"done": True}, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/lock-not-available")
