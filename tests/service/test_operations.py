"""What those see who run the service: health, figures, the log, spans."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Iterator
from contextlib import nullcontext

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from prometheus_client.parser import text_string_to_metric_families

from tests.contract.obstacles import sessions_of, until_gone
from tests.service.conftest import Service, Sql, client_of
from workbook.service import tracing
from workbook.service.middleware import RequestIdFilter, request_id
from workbook.ways import Way


async def figures(client: httpx.AsyncClient) -> dict[tuple[str, ...], float]:
    """What /metrics tells: by the name and the values of its labels."""
    text = (await client.get("/metrics")).text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_the_process_is_alive_whatever_postgres_does(service: Service) -> None:
    """With every connection taken /health is 200 and /ready is 503, as a problem."""
    async with service(pool_size=1, acquire_timeout=0.02) as app, client_of(app) as client:
        assert (await client.get("/ready")).json() == {"status": "ready"}
        async with app.state.database.transaction():
            assert (await client.get("/health")).json() == {"status": "alive"}
            answer = await client.get("/ready")
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")


async def test_without_the_tables_the_service_is_not_ready(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    """Postgres answers, but cannot serve."""
    await sql.execute("ALTER TABLE tasks RENAME TO others")
    try:
        assert (await client.get("/ready")).status_code == 503
    finally:
        await sql.execute("ALTER TABLE others RENAME TO tasks")
    assert (await client.get("/ready")).status_code == 200


async def test_the_pool_is_told_as_it_is(service: Service) -> None:
    """Open, in use, and the limit."""
    async with service(pool_size=3) as app, client_of(app) as client:
        async with app.state.database.transaction(), app.state.database.transaction():
            told = await figures(client)
        pool = {state: told["workbook_pool_connections", state] for state in ("open", "in_use")}
        assert pool == {"open": 2, "in_use": 2}
        assert told["workbook_pool_connections", "limit"] == 3
        assert (await figures(client))["workbook_pool_connections", "in_use"] == 0


async def test_requests_operations_and_errors_are_counted(service: Service) -> None:
    """By route and status, by the protocol's name, by kind; ids make no labels."""
    async with service() as app, client_of(app) as client:
        for number in (1, 2, 3):
            await client.get(f"/tasks/{number}")
        await client.get("/tasks/export")
        told = await figures(client)
    assert told["workbook_request_seconds_count", "GET", "/tasks/{task_id}", "404"] == 3
    assert told["workbook_request_seconds_count", "GET", "/tasks/export", "200"] == 1
    assert told["workbook_operation_seconds_count", "get_task"] == 3
    assert told["workbook_operation_seconds_count", "stream_tasks"] == 1
    assert told["workbook_errors_total", "TaskNotFound"] == 3


async def test_two_apps_count_apart(service: Service) -> None:
    """Each has a registry of its own."""
    async with service() as one, service() as two:
        async with client_of(one) as client:
            await client.get("/health")
        async with client_of(two) as client:
            assert not any("/health" in key for key in await figures(client))


async def test_a_slow_operation_is_logged_by_its_name(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """From `slow_operation` on; without the values."""
    caplog.handler.addFilter(RequestIdFilter())
    async with service(slow_operation=0.0) as app, client_of(app) as client:
        await client.post("/tasks", json={"title": "secret"}, headers={"X-Request-ID": "mine"})
    [record] = [one for one in caplog.records if one.name == "workbook.service.observed"]
    assert record.getMessage().startswith("slow operation: add_task took ")
    assert "secret" not in caplog.text
    assert vars(record)["request_id"] == "mine"


async def test_a_quick_operation_is_not_logged(
    any_client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Below the threshold."""
    caplog.set_level(logging.INFO, "workbook")
    await any_client.get("/tasks")
    assert not [one for one in caplog.records if one.name.startswith("workbook")]


@pytest.mark.parametrize("given", ["", "with blanks", "x" * 65, "line\tbreak"])
async def test_a_request_gets_an_id(any_client: httpx.AsyncClient, given: str) -> None:
    """A new one where its caller gave none that a log can take."""
    headers = {"X-Request-ID": given}
    first, second = [await any_client.get("/health", headers=headers) for _ in range(2)]
    assert len(first.headers["X-Request-ID"]) == 32
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
    assert request_id.get() == "-", "the id has outlived its request"


async def test_requests_at_once_keep_their_ids_apart(any_client: httpx.AsyncClient) -> None:
    """Each answer has the id of its own request."""
    names = [f"request-{number}" for number in range(5)]
    calls = [any_client.get("/tasks", headers={"X-Request-ID": name}) for name in names]
    answers = await asyncio.gather(*calls)
    assert [answer.headers["X-Request-ID"] for answer in answers] == names


async def test_sessions_tell_whose_they_are(
    service: Service, sql: Sql, application_name: str
) -> None:
    """By application_name; when the service has ended there are none."""
    async with service() as app, client_of(app) as client:
        await client.get("/tasks")
        assert await sessions_of(sql, application_name)
    await until_gone(sql, application_name)


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """The spans that were ended: tracers asked for in this test write here."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    yield exporter
    provider.shutdown()


async def test_an_operation_is_one_span(
    service: Service, way: Way, exported: InMemorySpanExporter
) -> None:
    """Named as in the protocol, with the way; one that failed says so."""
    async with service() as app, client_of(app) as client:
        for path in ("/tasks", "/tasks/7", "/tasks/export"):
            await client.get(path)
    spans = exported.get_finished_spans()
    assert [span.name for span in spans] == ["list_tasks", "get_task", "stream_tasks"]
    assert [span.status.status_code for span in spans] == [
        StatusCode.UNSET,
        StatusCode.ERROR,
        StatusCode.UNSET,
    ]
    assert {dict(span.attributes or {})["workbook.way"] for span in spans} == {way.label}


def test_without_opentelemetry_there_are_no_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is not installed: the same work, untold."""
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", None)
    assert tracing.spans("asyncpg_raw") is nullcontext
