"""Over TLS: each way verifies whom it talks to, and says so in one of our errors when it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine

from shared.errors import Misconfigured, RepositoryError, Unavailable
from shared.settings import Settings
from tests.surroundings.tls import Listener, authority
from workbook.ways import Way

ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"


@pytest.fixture(scope="module")
def stranger() -> Iterator[Path]:
    """The certificate of an authority that has not signed for the server."""
    with authority("a stranger") as other:
        yield other.certificate


async def use(way: Way, url: str) -> None:
    """Open the way and ask the server for something."""
    settings = Settings(url, driver=way.driver, pool_size=1)
    async with way.database.open(settings) as database, database.autocommit() as repository:
        with pytest.raises(RepositoryError, match="tasks"):
            await (
                repository.count_tasks()
            )  # there are no tables here: it is the server that says so


async def refusal(way: Way, url: str) -> Unavailable:
    """What opening raises."""
    with pytest.raises(Unavailable) as caught:
        await use(way, url)
    return caught.value


async def test_each_way_verifies_the_server_by_parameters_of_the_url(
    way: Way, listener: Listener
) -> None:
    """sslmode=verify-full and sslrootcert, as libpq spells them, for both drivers."""
    await use(way, listener.verified_url())


async def test_a_server_that_somebody_else_has_signed_for_is_refused(
    way: Way, listener: Listener, stranger: Path
) -> None:
    """The certificate cannot be verified: Unavailable, and it says why."""
    error = await refusal(way, listener.url(sslmode="verify-full", sslrootcert=stranger))
    assert type(error) is Unavailable
    assert "certificate verify failed" in str(error)


async def test_a_server_of_another_name_is_refused(way: Way, listener: Listener) -> None:
    """The certificate is of `localhost`, not of 127.0.0.1; verify-ca would not look."""
    signer = listener.authority.certificate
    error = await refusal(way, listener.url("127.0.0.1", sslmode="verify-full", sslrootcert=signer))
    assert type(error) is Unavailable
    assert re.search("certificate is not valid for '127.0.0.1'|does not match host", str(error))
    await use(way, listener.url("127.0.0.1", sslmode="verify-ca", sslrootcert=signer))


async def test_a_client_without_tls_is_refused(way: Way, listener: Listener) -> None:
    """By the server: hostssl is all it has. libpq gives a refusal no SQLSTATE, so psycopg does not.

    What has a code is Misconfigured: trying again will not help.
    """
    error = await refusal(way, listener.url(sslmode="disable"))
    assert type(error) is (Misconfigured if way.driver == "asyncpg" else Unavailable)
    assert "no pg_hba.conf entry" in str(error)
    assert "no encryption" in str(error)


# Claim D16


async def encrypted(url: str, **arguments: Any) -> bool:
    """Whether a newcomer's engine talks to the server by TLS."""
    engine = create_async_engine(url, connect_args=arguments)
    try:
        async with engine.connect() as connection:
            return bool((await connection.execute(text(ENCRYPTED))).scalar_one())
    finally:
        await engine.dispose()


def engine_url(listener: Listener, driver: str, parameters: str = "") -> str:
    """Of the server, for SQLAlchemy."""
    return f"postgresql+{driver}://postgres@localhost:{listener.port}/postgres{parameters}"


async def test_ssl_is_a_word_of_asyncpg_and_sslmode_one_of_libpq(listener: Listener) -> None:
    """Each works in the URL and in connect_args of its own driver, and not in the other's."""
    for driver, word, other in (("asyncpg", "ssl", "sslmode"), ("psycopg", "sslmode", "ssl")):
        assert await encrypted(engine_url(listener, driver, f"?{word}=require"))
        assert await encrypted(engine_url(listener, driver), **{word: "require"})
        with pytest.raises((TypeError, ProgrammingError), match=f"{other}['\"]"):
            await encrypted(engine_url(listener, driver, f"?{other}=require"))


@pytest.mark.parametrize(("driver", "word"), [("asyncpg", "ssl"), ("psycopg", "sslmode")])
async def test_require_encrypts_and_verifies_nothing(
    driver: str, word: str, listener: Listener, stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The certificate is of nobody we know; verify-full refuses it."""
    monkeypatch.delenv("PGSSLROOTCERT", raising=False)
    assert await encrypted(engine_url(listener, driver), **{word: "require"})
    monkeypatch.setenv("PGSSLROOTCERT", str(stranger))
    with pytest.raises((OSError, DBAPIError), match="certificate verify failed"):
        await encrypted(engine_url(listener, driver), **{word: "verify-full"})
