"""T15: whatever a unit of work does to its session, the next borrower has the defaults."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from shared.domain import Isolation, NewTask
from shared.errors import RepositoryError
from shared.protocol import Database
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import on_insert
from tests.faults.health import assert_healthy


class Undo(Exception):
    """Ends a block so that it is rolled back."""


OPTIONS: dict[str, dict[str, Any]] = {
    "serializable": {"isolation": Isolation.SERIALIZABLE},
    "read only": {"read_only": True},
    "time limit": {"statement_timeout": 1.25},
    "all of them": {
        "isolation": Isolation.REPEATABLE_READ,
        "read_only": True,
        "statement_timeout": 1.25,
    },
}


@pytest.mark.parametrize("ending", ["commit", "error of the caller", "error of Postgres"])
@pytest.mark.parametrize("options", OPTIONS)
async def test_t15_no_option_of_a_block_outlives_it(
    database: Database, sql: Sql, application_name: str, options: str, ending: str
) -> None:
    """However the block ends, every session has its defaults afterwards."""
    with suppress(Undo, RepositoryError):
        async with database.transaction(**OPTIONS[options]) as repository:
            await repository.count_tasks()
            if ending == "error of the caller":
                raise Undo
            if ending == "error of Postgres":
                await repository.add_task(NewTask("x", project_id=2**63 - 1))
    await assert_healthy(database, sql, application_name)


IN_THE_TRANSACTION = {
    "SET LOCAL": "PERFORM set_config('work_mem', '1234kB', true)",
    "advisory lock": "PERFORM pg_advisory_xact_lock(1234)",
}
BEYOND_IT = {
    "SET": "PERFORM set_config('work_mem', '1234kB', false)",
    "advisory lock": "PERFORM pg_advisory_lock(1234)",
    "LISTEN": "LISTEN overheard",
}
FOUND = {
    "SET": "IF current_setting('work_mem') = '1234kB' THEN RAISE 'left behind'; END IF",
    "advisory lock": """
        IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND objid = 1234)
        THEN RAISE 'left behind'; END IF""",
    "LISTEN": """
        IF EXISTS (SELECT FROM pg_listening_channels()) THEN RAISE 'left behind'; END IF""",
}


@pytest.mark.parametrize("action", IN_THE_TRANSACTION)
async def test_t15_what_the_server_does_for_a_transaction_ends_with_it(
    database: Database, sql: Sql, application_name: str, action: str
) -> None:
    """A trigger that sets or locks something for the transaction leaves nothing behind."""
    during = on_insert(sql, "tasks", IN_THE_TRANSACTION[action])
    async with during, database.transaction() as repository:
        await repository.add_task(NewTask("x"))
    await assert_healthy(database, sql, application_name)


@pytest.mark.parametrize("action", BEYOND_IT)
async def test_t15_what_a_trigger_does_to_its_session_for_good_is_found_by_the_next_borrower(
    open_database: Open, sql: Sql, application_name: str, action: str
) -> None:
    """No way resets a session: that would be a round trip at every release.

    A schema whose triggers do such things needs them to say `SET LOCAL` and
    `pg_advisory_xact_lock`.
    """
    async with open_database(pool_size=1) as database:
        async with on_insert(sql, "tasks", BEYOND_IT[action]), database.transaction() as repository:
            await repository.add_task(NewTask("x"))
        async with on_insert(sql, "tasks", FOUND[action]):
            with pytest.raises(RepositoryError, match="left behind"):
                async with database.transaction() as repository:
                    await repository.add_task(NewTask("y"))
