"""What the fixtures of an exercise are made of: places, budget, gate, plan, cancelling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import text

from workbook.learn.aftermath import Aftermath
from workbook.learn.budget import Budget
from workbook.learn.gate import REMOVE_GATE, Gate
from workbook.learn.places import PLACES, Place
from workbook.learn.plan import Explain
from workbook.learn.verdict import NotYet
from workbook.suspensions import cancel_at
from workbook.tables import Sql
from workbook.wire import Observer, observe

ADD = "INSERT INTO tasks (title) VALUES ('x')"


class Interrupted(Exception):
    """What ends a block."""


@pytest.fixture(autouse=True)
async def clean(sql: Sql) -> AsyncIterator[None]:
    """No task of another test, and no gate for another."""
    await sql.execute("DELETE FROM tasks")
    yield
    await sql.execute(REMOVE_GATE)
    await sql.execute("DELETE FROM tasks")


@pytest.fixture
async def observer(database_url: str) -> AsyncIterator[Observer]:
    async with observe(database_url) as observer:
        yield observer


@pytest.fixture(params=PLACES)
async def place(request: pytest.FixtureRequest, observer: Observer) -> AsyncIterator[Place]:
    """The place of each way."""
    async with PLACES[request.param](observer.url) as place:
        yield place


@pytest.fixture
async def raw(observer: Observer) -> AsyncIterator[Place]:
    """One place, where the way does not matter."""
    async with PLACES["asyncpg_raw"](observer.url) as place:
        yield place


async def send(connection: Any, statement: str) -> None:
    """In whatever way the connection has."""
    is_sqlalchemy = type(connection).__module__.startswith(("sqlalchemy", "sqlmodel"))
    await connection.execute(text(statement) if is_sqlalchemy else statement)


async def stored(sql: Sql) -> int:
    return int(await sql.fetchval("SELECT count(*) FROM tasks"))


@pytest.mark.filterwarnings("ignore:[\\s\\S]*You probably want to use:DeprecationWarning")
class TestPlaces:
    """Each way gives three kinds of block, which mean the same."""

    async def test_a_statement_commits_by_itself(self, place: Place, sql: Sql) -> None:
        """In autocommit an exception undoes nothing."""
        with suppress(Interrupted):
            async with place.autocommit() as connection:
                await send(connection, ADD)
                raise Interrupted
        assert await stored(sql) == 1

    async def test_a_transaction_commits_when_it_is_left(self, place: Place, sql: Sql) -> None:
        """Before that nobody sees it."""
        async with place.transaction() as connection:
            await send(connection, ADD)
            assert await stored(sql) == 0
        assert await stored(sql) == 1

    async def test_a_transaction_rolls_back(self, place: Place, sql: Sql) -> None:
        """On an exception."""
        with suppress(Interrupted):
            async with place.transaction() as connection:
                await send(connection, ADD)
                raise Interrupted
        assert await stored(sql) == 0

    async def test_what_was_begun_by_hand_is_rolled_back(self, place: Place, sql: Sql) -> None:
        """Where the answer begins and does not commit."""
        async with place.own() as connection:
            if type(connection).__module__.startswith("asyncpg"):
                await connection.execute("BEGIN")
            await send(connection, ADD)
        assert await stored(sql) == 0
        await Aftermath(sql).is_settled(look="")


async def test_statements_are_counted_without_those_of_the_transaction(
    raw: Place, observer: Observer
) -> None:
    """BEGIN and COMMIT are round trips, and no statements."""
    budget = Budget(observer)
    async with raw.own() as connection:
        await connection.fetch("SELECT 1")
    async with budget.statements(1, look=""), raw.transaction() as connection:
        await connection.fetch("SELECT 1")
    assert budget.call.round_trips == 3
    with pytest.raises(NotYet, match="at most 2 round trips"):
        async with budget.round_trips(2, look=""), raw.transaction() as connection:
            await connection.fetch("SELECT 1")


async def test_one_statement_too_many_is_shown(raw: Place, observer: Observer) -> None:
    """With its text."""

    async def send_two() -> None:
        async with Budget(observer).statements(1, look=""), raw.own() as connection:
            await connection.execute("SELECT 1")
            await connection.execute("SELECT 2")

    with pytest.raises(NotYet, match="2 statements: SELECT 1; SELECT 2"):
        await send_two()


async def test_a_statement_that_comes_again_is_told_once(raw: Place, observer: Observer) -> None:
    """With how often it came."""

    async def send_three() -> None:
        async with Budget(observer).statements(1, look=""), raw.own() as connection:
            for _ in range(3):
                await connection.execute("SELECT 1")

    with pytest.raises(NotYet, match="3 statements: 3 times SELECT 1"):
        await send_three()


async def test_an_open_transaction_is_noticed(raw: Place, sql: Sql) -> None:
    """And what it did last."""
    async with raw.own() as connection:
        await connection.execute("BEGIN")
        with pytest.raises(NotYet, match="its last statement: BEGIN"):
            await Aftermath(sql).is_settled(look="")


async def test_the_gate_holds_a_statement(raw: Place, sql: Sql) -> None:
    """It has done its work, and its sender does not know yet; then it goes on."""
    gate = Gate(sql)

    async def add() -> str:
        async with raw.own() as connection:
            status: str = await connection.execute(ADD)
            return status

    async with asyncio.timeout(5):
        async with gate.closed("INSERT"):
            adding = asyncio.create_task(add())
            await gate.reached(adding)
            assert not adding.done()
            assert await stored(sql) == 0
        assert await adding == "INSERT 0 1"


async def test_the_gate_lets_other_statements_pass(raw: Place, sql: Sql) -> None:
    """It stands behind one kind."""
    async with Gate(sql).closed("DELETE"), asyncio.timeout(5), raw.own() as connection:
        await connection.execute(ADD)


async def test_a_plan_is_explained_whatever_its_parameters(
    raw: Place, sql: Sql, observer: Observer
) -> None:
    """A statement that went by, with the index that it can use."""
    budget = Budget(observer)
    async with budget.recorded(), raw.own() as connection:
        await connection.fetch("SELECT * FROM tasks WHERE id = $1", 1)
    plan = await Explain(sql)(budget.sent.statements[-1])
    assert plan.indexes == ("pk_tasks",)


async def test_work_is_cancelled_where_it_is_told() -> None:
    """True at that await, False if it swallows that, None if it has ended before."""

    async def work() -> None:
        for _ in range(2):
            await asyncio.sleep(0)

    async def stubborn() -> None:
        with suppress(asyncio.CancelledError):
            await work()

    assert await cancel_at(2, work()) is True
    assert await cancel_at(2, stubborn()) is False
    assert await cancel_at(3, work()) is None
