"""Claims F20 and F25: a session for each request in FastAPI, and the classes of its bodies."""

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Annotated, Literal

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from sqlalchemy import insert, make_url, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from shared.settings import Driver
from tests.claims.conftest import Sql
from tests.contract.obstacles import at_commit, until
from variants.sqlalchemy_core.mapping import tasks
from variants.sqlmodel_orm import mapping
from workbook.service import schemas, sqlmodel_schemas
from workbook.source import code_lines
from workbook.wire import Observer

Scope = Literal["function", "request"]
REFUSED = "RAISE EXCEPTION 'not now'"
BODIES = ("TaskInput", "TaskPatch", "Task", "Project")


async def session_of(request: Request) -> AsyncIterator[AsyncSession]:
    """As it is commonly written: a session for the request, which commits after the `yield`."""
    async with request.app.state.sessions() as session, session.begin():
        yield session


def app_of(url: str, driver: Driver, scope: Scope | None) -> FastAPI:
    """An engine for the lifespan, a session for each request; it can write, or say which it is."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = create_async_engine(make_url(url).set(drivername=f"postgresql+{driver}"))
        app.state.sessions = async_sessionmaker(engine)
        yield
        await engine.dispose()

    async def write(session: Annotated[AsyncSession, Depends(session_of, scope=scope)]) -> None:
        await session.execute(insert(tasks).values(title="a"))

    async def tell(session: Annotated[AsyncSession, Depends(session_of, scope=scope)]) -> int:
        return int((await session.execute(text("SELECT pg_backend_pid()"))).scalar_one())

    app = FastAPI(lifespan=lifespan)
    app.post("/", status_code=201)(write)
    app.get("/")(tell)
    return app


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app, from the start of its lifespan to the end."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://app") as client,
    ):
        yield client


async def test_the_lifespan_ends_every_connection(observer: Observer, driver: Driver) -> None:
    """Requests one by one share a connection, two at once have one each; then there is none."""
    async with client_of(app_of(observer.url, driver, None)) as client:
        one_by_one = [(await client.get("/")).json() for _ in range(3)]
        at_once = await asyncio.gather(client.get("/"), client.get("/"))
        assert len(set(one_by_one)) == 1
        assert len({answer.json() for answer in at_once}) == 2
        assert observer.carried == 2
    await until(lambda: closed(observer))


async def closed(observer: Observer) -> bool:
    """Whether no connection goes through the observer any more."""
    return observer.carried == 0


@pytest.mark.parametrize(("scope", "status"), [(None, 201), ("request", 201), ("function", 500)])
async def test_a_session_of_the_request_commits_after_the_answer(
    observer: Observer, driver: Driver, sql: Sql, scope: Scope | None, status: int
) -> None:
    """By default 201 is sent, then COMMIT fails; with the scope of the function it is told."""
    async with client_of(app_of(observer.url, driver, scope)) as client:
        async with at_commit(sql, REFUSED):
            assert (await client.post("/")).status_code == status
        assert await sql.fetchval("SELECT count(*) FROM tasks") == 0
        assert (await client.post("/")).status_code == 201
        assert await sql.fetchval("SELECT count(*) FROM tasks") == 1


def lines_of(module: ModuleType, *names: str) -> int:
    """Lines of code of these classes."""
    return sum(code_lines(inspect.getsource(getattr(module, name))) for name in names)


def test_the_lines_that_schemas_take() -> None:
    """26 for three ways; 15 for SQLModel, whose mapping has 6 more that are no table's."""
    assert lines_of(schemas, *BODIES) == 26
    assert lines_of(sqlmodel_schemas, *BODIES) == 15
    assert lines_of(mapping, "TaskPatch") == 6


@pytest.mark.parametrize("name", BODIES)
def test_both_kinds_of_schemas_make_the_same_document(name: str) -> None:
    """As a request and as a response."""
    for mode in ("validation", "serialization"):
        one, other = (
            getattr(module, name).model_json_schema(mode=mode)
            for module in (schemas, sqlmodel_schemas)
        )
        assert one == other


def test_table_classes_document_what_postgres_decides_as_optional() -> None:
    """As a response a task may lack its id, version and created_at; a project has no tasks."""
    task = mapping.Task.model_json_schema(mode="serialization")
    assert task["required"] == ["title"]
    assert schemas.Task.model_json_schema(mode="serialization")["required"] == [*task["properties"]]
    assert "tasks" not in mapping.Project.model_json_schema(mode="serialization")["properties"]
