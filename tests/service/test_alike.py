"""Whatever way is behind the service, it answers with the same bytes and the same document."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from fastapi import FastAPI

from shared.settings import Settings
from tests.service.conftest import POOL_SIZE, Sql, client_of, running
from workbook.service.app import create_app
from workbook.service.settings import ServiceSettings
from workbook.ways import Way

EMPTY = "TRUNCATE tasks, projects RESTART IDENTITY"
OF_THE_REQUEST = {"x-request-id"}


@dataclass(frozen=True)
class Call:
    """One request."""

    method: str
    path: str
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)


ANY = {"If-Match": "*"}
CALLS = (
    Call("POST", "/projects", {"name": "garden"}),
    Call("POST", "/projects", {"name": "Küche ✓"}),
    Call("POST", "/projects", {"name": "garden"}),
    Call("POST", "/tasks", {"title": "dig", "project_id": 1}),
    Call("POST", "/tasks", {"title": "", "due_at": "2026-03-04T05:06:07.000008+05:45"}),
    Call("POST", "/tasks", {"title": "☃" * 255, "external_id": "x", "assignee": "Ada"}),
    Call("POST", "/tasks", {"title": "x" * 256}),
    Call("POST", "/tasks", {"title": "a", "project_id": 99}),
    Call("POST", "/tasks", {"title": "a", "external_id": "x"}),
    Call("POST", "/tasks/bulk", [{"title": "one"}, {"title": "two", "project_id": 2}]),
    Call("POST", "/tasks/bulk", []),
    Call("POST", "/tasks/import", [{"title": "new", "external_id": "x"}]),
    Call("POST", "/tasks/import", [{"title": "new", "external_id": "x"}]),
    Call("POST", "/tasks/import", [{"title": "no key"}]),
    Call("GET", "/tasks/1"),
    Call("GET", "/tasks/99"),
    Call("GET", "/tasks/-9223372036854775809"),
    Call("PATCH", "/tasks/1", {"title": "dug", "done": True}, {"If-Match": '"1"'}),
    Call("PATCH", "/tasks/1", {"title": "again"}, {"If-Match": '"1"'}),
    Call("PATCH", "/tasks/2", {"due_at": None}, ANY),
    Call("PATCH", "/tasks/2", {}, ANY),
    Call("PATCH", "/tasks/2", {"title": None}, ANY),
    Call("PATCH", "/tasks/2", {"project_id": 99}, ANY),
    Call("PATCH", "/tasks/99", {}, ANY),
    Call("PATCH", "/tasks/1", {}),
    Call("POST", "/tasks/claim", {"assignee": "Grace"}),
    Call("GET", "/tasks"),
    Call("GET", "/tasks?limit=2"),
    Call("GET", "/tasks?limit=0"),
    Call("GET", "/tasks?done=true&title_contains=U"),
    Call("GET", "/tasks?due_before=2027-01-01T00:00:00Z"),
    Call("GET", "/tasks?due_before=2027-01-01T00:00:00"),
    Call("GET", "/tasks?title_contains=%00"),
    Call("GET", "/tasks/count?project_id=1"),
    Call("GET", "/tasks/export"),
    Call("GET", "/tasks/export?nothing=1"),
    Call("GET", "/projects"),
    Call("GET", "/projects?limit=1"),
    Call("GET", "/projects/1"),
    Call("GET", "/projects/99"),
    Call("GET", "/reports/projects"),
    Call("GET", "/reports/newest?per_project=2"),
    Call("POST", "/tasks/complete?project_id=2"),
    Call("DELETE", "/tasks/1"),
    Call("DELETE", "/tasks/1"),
    Call("DELETE", "/projects/2"),
    Call("DELETE", "/projects/2"),
    Call("GET", "/projects/2"),
    Call("GET", "/ready"),
    Call("GET", "/nothing"),
)


async def answers(app: FastAPI, sql: Sql) -> list[tuple[Call, int, list[tuple[str, str]], bytes]]:
    """What the app answers to all calls, from empty tables on: status, headers, bytes."""
    await sql.execute(EMPTY)
    told = []
    async with client_of(app) as client:
        for call in CALLS:
            answer = await client.request(
                call.method, call.path, json=call.body, headers=call.headers
            )
            kept = [one for one in answer.headers.items() if one[0] not in OF_THE_REQUEST]
            told.append((call, answer.status_code, kept, answer.content))
    return told


async def test_all_ways_answer_with_the_same_bytes(
    ways: Sequence[Way], running_apps: Callable[[Way], Awaitable[FastAPI]], sql: Sql
) -> None:
    """50 calls, every route and many errors among them: status, headers and body are equal."""
    assert len(CALLS) == 50
    first = await answers(await running_apps(ways[0]), sql)
    for way in ways[1:]:
        for mine, other in zip(await answers(await running_apps(way), sql), first, strict=True):
            assert mine == other, way.label


async def test_the_calls_reach_every_route(
    ways: Sequence[Way], database_url: str, sql: Sql
) -> None:
    """Each but two for operators succeeds at least once, and no error is one of the service."""
    database = Settings(database_url, driver=ways[0].driver, pool_size=POOL_SIZE)
    async with running(ways[0], ServiceSettings(database)) as app:
        statuses = {status for _, status, _, _ in await answers(app, sql)}
        reached = {
            (sample.labels["method"].lower(), sample.labels["route"])
            for metric in app.state.metrics.requests.collect()
            for sample in metric.samples
            if sample.labels["status"].startswith("2")
        }
    assert statuses == {200, 201, 204, 404, 409, 412, 422, 428}
    routes = {(method, path) for path, item in app.openapi()["paths"].items() for method in item}
    assert routes - reached == {("get", "/health"), ("get", "/metrics")}


def test_all_ways_have_the_same_document(ways: Sequence[Way]) -> None:
    """One OpenAPI document, although SQLModel's is made of its own classes."""
    settings = ServiceSettings(Settings("postgresql://nowhere/none"))
    first, *others = (create_app(way, settings).openapi() for way in ways)
    assert all(other == first for other in others)
    assert "TaskInput" in first["components"]["schemas"]
