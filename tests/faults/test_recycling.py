"""Connections that are replaced because of their age."""

from __future__ import annotations

from shared.domain import PoolStatus
from shared.protocol import Database
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import sessions_of, until

YOUNG = 0.05


async def use(database: Database) -> None:
    """Ask something, on whichever connection the pool gives."""
    async with database.autocommit() as repository:
        await repository.count_tasks()


async def test_an_old_connection_gets_a_successor(
    open_database: Open, sql: Sql, application_name: str
) -> None:
    """Without an error, and without one more than before."""
    async with open_database(pool_size=1, recycle_after=YOUNG) as database:
        first = await sessions_of(sql, application_name)

        async def replaced() -> bool:
            await use(database)
            return not first & await sessions_of(sql, application_name)

        async def one_is_there() -> bool:
            await use(database)
            return database.pool_status() == PoolStatus(open=1, in_use=0, limit=1)

        await until(replaced)
        await until(one_is_there)  # not at once, if the successor has grown old meanwhile


async def test_one_in_use_is_left_alone(
    open_database: Open, sql: Sql, application_name: str
) -> None:
    """A block goes on with its connection, however old that has become."""
    async with (
        open_database(pool_size=2, recycle_after=YOUNG) as database,
        database.transaction() as repository,
    ):
        await repository.count_tasks()
        first = await sessions_of(sql, application_name)
        seen: set[int] = set()

        async def others_replaced() -> bool:
            await use(database)
            seen.update(await sessions_of(sql, application_name) - first)
            return len(seen) > 1

        await until(others_replaced)
        await repository.count_tasks()
        assert first <= await sessions_of(sql, application_name)
