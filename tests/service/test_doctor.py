"""`workbook doctor`: it tells what a server lacks, and whether the pools fit."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from shared.postgres import RUN_PREFIX, Server, database_url
from tests.service.conftest import Sql
from workbook.cli import app
from workbook.doctor.connections import Plan, Room, advice
from workbook.doctor.needs import PROBES
from workbook.doctor.probe import Probe, answers, examine, refuses

WIDE = {"COLUMNS": "200"}


def doctor(url: str, *options: str) -> Result:
    """What it says of the server there."""
    return CliRunner().invoke(app, ["doctor", "--postgres", url, *options], env=WIDE)


def test_a_server_that_has_all_is_well(database_url: str) -> None:
    """Status 0, and a line for each of 24 needs."""
    result = doctor(database_url)
    assert result.exit_code == 0, result.output
    assert len(PROBES) == 24
    assert all(probe.need in result.stdout for probe in PROBES)
    assert result.stdout.count("yes") == 24
    assert result.stdout.rstrip().endswith("fits.")


@pytest.fixture
async def of_bytes(server: Server) -> AsyncIterator[str]:
    """A database that knows bytes, and no characters."""
    name = f"{RUN_PREFIX}{secrets.token_hex(4)}"
    connection = await asyncpg.connect(server.url)
    options = "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'"
    await connection.execute(f"CREATE DATABASE {name} {options}")
    yield database_url(server.url, name)
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


def test_what_is_missing_is_told(of_bytes: str) -> None:
    """Status 1; the two needs that a database of bytes does not meet, and only these."""
    result = doctor(of_bytes)
    assert result.exit_code == 1
    assert result.stdout.count("yes") == 22
    assert "answers 'SQL_ASCII', not 'UTF8'" in result.stdout
    assert "answers False, not True" in result.stdout


@pytest.mark.parametrize(
    ("probe", "trouble"),
    [
        (answers("", "", "SELECT 1", 2), "answers 1, not 2"),
        (answers("", "", "SELECT * FROM nowhere", 1), '42P01: relation "nowhere" does not exist'),
        (refuses("", "", "SELECT 1", "25006"), "is not refused with 25006"),
        (refuses("", "", "SELECT 1 / 0", "25006"), "22012: division by zero"),
    ],
)
async def test_a_probe_can_fail(sql: Sql, probe: Probe, trouble: str) -> None:
    """Whatever is wrong is told, and the next probe is not disturbed."""
    fine = answers("", "", "SELECT count(*) FROM probe", 2)
    findings = await examine(sql, [probe, fine])
    await sql.execute("DROP TABLE probe")
    assert [finding.trouble for finding in findings] == [trouble, None]


async def test_nothing_is_left_behind(database_url: str, sql: Sql) -> None:
    """The server has as many relations as before."""
    count = "SELECT count(*) FROM pg_class WHERE relpersistence <> 't'"
    before = await sql.fetchval(count)
    connection = await asyncpg.connect(database_url)
    findings = await examine(connection, PROBES)
    await connection.close()
    assert not [finding for finding in findings if finding.trouble]
    assert await sql.fetchval(count) == before


def test_pools_that_do_not_fit_are_told(database_url: str) -> None:
    """Status 1, with the product."""
    result = doctor(database_url, "--workers", "100", "--replicas", "100", "--pool", "2")
    assert result.exit_code == 1
    told = "100 workers x 100 replicas x 2 connections = 20000 of "
    assert told in result.stdout
    assert "does not fit" in result.stdout


@pytest.mark.parametrize(
    ("plan", "fits", "pool"),
    [(Plan(3, 3, 10), True, 10), (Plan(2, 4, 12), True, 12), (Plan(1, 1, 97), False, 96)],
)
def test_one_connection_is_to_be_left(plan: Plan, fits: bool, pool: int) -> None:
    """Of 97 that a server with 100 allows; the largest pool that fits is named."""
    room = Room(allowed=97)
    assert (room.fits(plan), room.pool_for(plan)) == (fits, pool)
    assert ("does not fit" in advice(plan, room)) != fits


def test_a_server_that_does_not_answer_is_told_in_one_line() -> None:
    """Status 2."""
    result = doctor("postgresql://127.0.0.1:1/nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("workbook: no answer from ")
    assert result.stderr.count("\n") == 1
