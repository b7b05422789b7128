"""Trials of claim P14: a TypeDecorator on both drivers, and values that are not of its type."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    Date,
    DateTime,
    Dialect,
    Integer,
    Interval,
    Numeric,
    String,
    Uuid,
    bindparam,
    cast,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, INET, INT4RANGE, JSONB, Range
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.types import TypeDecorator, TypeEngine

from shared.settings import Driver
from tests.claims.conftest import Engines

DAY = dt.date(2026, 1, 31)
MOMENT = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
SOME_UUID = UUID("12345678-1234-4234-8234-123456789abc")

CASES: list[tuple[TypeEngine[Any], Any]] = [
    (Integer(), 5),
    (String(), "five"),
    (Numeric(), Decimal("1.50")),
    (Date(), DAY),
    (DateTime(timezone=True), MOMENT),
    (Interval(), dt.timedelta(days=1)),
    (Uuid(), SOME_UUID),
    (JSONB(), {"five": [5, None]}),
    (ARRAY(Integer), [1, 2]),
    (INT4RANGE(), Range(1, 3)),
]


class Wrapped(TypeDecorator[Any]):
    """Takes a value out of a list on the way in, and puts it into one on the way out."""

    impl = String
    cache_ok = True

    def __init__(self, inner: TypeEngine[Any]) -> None:
        super().__init__()
        self.inner = inner

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(self.inner)

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:
        return value[0]

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        return [value]


async def there_and_back(engine: AsyncEngine, inner: TypeEngine[Any], value: Any) -> Any:
    """What comes back of a value that the decorator has sent."""
    wrapped = Wrapped(inner)
    statement = select(cast(bindparam("value", [value], type_=wrapped), wrapped))
    async with engine.connect() as connection:
        return (await connection.execute(statement)).scalar_one()


@pytest.mark.parametrize(("inner", "value"), CASES, ids=lambda case: type(case).__name__)
async def test_a_decorator_sees_the_same_values(
    driver: Driver, engines: Engines, inner: TypeEngine[Any], value: Any
) -> None:
    """Of ten types, each value comes back equal and of its class (asyncpg's UUID is a subclass)."""
    (back,) = await there_and_back(engines(driver), inner, value)
    assert back == value
    assert isinstance(back, type(value))


async def test_an_address_becomes_the_same_object(driver: Driver, engines: Engines) -> None:
    """A text sent as INET comes back as an IPv4Address."""
    (back,) = await there_and_back(engines(driver), INET(), "192.0.2.1")
    assert (type(back).__name__, str(back)) == ("IPv4Address", "192.0.2.1")


@pytest.mark.parametrize(
    ("inner", "value", "taken"),
    [(Integer(), "5", 5), (Date(), "2026-01-31", DAY), (String(), 5, "5")],
    ids=["integer", "date", "string"],
)
async def test_a_decorator_that_sends_another_type_works_on_psycopg_only(
    engines: Engines, inner: TypeEngine[Any], value: Any, taken: Any
) -> None:
    """psycopg leaves it to the server to read the value; asyncpg refuses before it sends."""
    assert await there_and_back(engines("psycopg"), inner, value) == [taken]
    with pytest.raises(DBAPIError, match="invalid input for query argument"):
        await there_and_back(engines("asyncpg"), inner, value)


async def test_a_fraction_for_an_integer_gives_two_results(engines: Engines) -> None:
    """asyncpg cuts 1.5 to 1, the server rounds psycopg's to 2, and neither gives an error."""
    assert await there_and_back(engines("asyncpg"), Integer(), 1.5) == [1]
    assert await there_and_back(engines("psycopg"), Integer(), 1.5) == [2]
