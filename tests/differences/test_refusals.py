"""What is refused before a server has said anything: too many parameters, bad values, no server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import exc, text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.settings import Driver
from tests.claims.conftest import Engines


async def raised(engines: Engines, driver: Driver, statement: str, **values: object) -> object:
    """The class of what a statement raises, with an integer parameter; None if nothing."""
    async with engines(driver).connect() as connection:
        try:
            await connection.execute(text(statement), values)
        except (exc.SQLAlchemyError, UnicodeEncodeError) as error:
            return type(error)
    return None


MANY: list[tuple[Driver, int, type[Exception] | None]] = [
    ("asyncpg", 32_767, None),
    ("asyncpg", 32_768, exc.InterfaceError),
    ("psycopg", 65_535, None),
    ("psycopg", 65_536, exc.OperationalError),
]


@pytest.mark.parametrize(("driver", "number", "expected"), MANY)
async def test_each_driver_has_its_own_limit_of_parameters(
    driver: Driver, number: int, expected: type[Exception] | None, engines: Engines
) -> None:
    """32,767 on asyncpg, where an InterfaceError follows; 65,535 on psycopg: OperationalError."""
    names = [f"n{position}" for position in range(number)]
    statement = f"SELECT 1 WHERE 1 IN ({', '.join(f'CAST(:{name} AS integer)' for name in names)})"
    assert await raised(engines, driver, statement, **dict.fromkeys(names, 1)) is expected


async def test_asyncpg_alone_has_the_same_limit(by_asyncpg: asyncpg.Connection[Any]) -> None:
    """32,768 parameters are an InterfaceError before anything is sent."""
    parameters = ", ".join(f"${position}::integer" for position in range(1, 32_769))
    with pytest.raises(asyncpg.InterfaceError):
        await by_asyncpg.fetch(f"SELECT 1 WHERE 1 IN ({parameters})", *[1] * 32_768)


UNSENDABLE: list[tuple[Driver, object, type[Exception] | None]] = [
    ("asyncpg", 5, exc.DBAPIError),
    ("psycopg", 5, None),
    ("asyncpg", "\ud800", exc.DBAPIError),
    ("psycopg", "\ud800", UnicodeEncodeError),
]


@pytest.mark.parametrize(("driver", "value", "expected"), UNSENDABLE)
async def test_a_value_that_cannot_be_a_text_is_refused_by_asyncpg(
    driver: Driver, value: object, expected: type[Exception] | None, engines: Engines
) -> None:
    """A number is accepted by psycopg; a lone surrogate is an error of Python's there."""
    assert await raised(engines, driver, "SELECT CAST(:value AS text)", value=value) is expected


@pytest.mark.parametrize("value", [5, "\ud800"], ids=["number", "surrogate"])
async def test_asyncpg_alone_says_data_error(
    value: object, by_asyncpg: asyncpg.Connection[Any]
) -> None:
    """With the SQLSTATE 22000, though nothing was sent."""
    with pytest.raises(asyncpg.DataError) as caught:
        await by_asyncpg.fetch("SELECT $1::text", value)
    assert caught.value.sqlstate == "22000"


# No server

REFUSED: dict[Driver, type[Exception]] = {
    "asyncpg": ConnectionRefusedError,
    "psycopg": exc.OperationalError,
}


@pytest.fixture
def address() -> Iterator[str]:
    """Where nobody listens: the port is taken, and silent."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"me:secret@127.0.0.1:{taken.getsockname()[1]}/nothing"


async def test_asyncpg_passes_on_what_the_system_said(address: str) -> None:
    """ConnectionRefusedError, an OSError and no error of asyncpg's."""
    with pytest.raises(ConnectionRefusedError):
        await asyncpg.connect(f"postgresql://{address}")


async def test_sqlalchemy_wraps_a_refusal_on_psycopg_only(driver: Driver, address: str) -> None:
    """On asyncpg the system's own error comes through; on psycopg it is an OperationalError."""
    engine = create_async_engine(f"postgresql+{driver}://{address}")
    with pytest.raises((OSError, exc.DBAPIError)) as caught:
        await engine.connect()
    await engine.dispose()
    assert type(caught.value) is REFUSED[driver]
