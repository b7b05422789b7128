"""A transaction that only reads has no outcome that could be in doubt."""

from __future__ import annotations

from shared.protocol import Repository
from shared.retry import in_transaction
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import terminate_sessions


async def test_a_read_whose_commit_is_lost_is_tried_again(
    open_database: Open, sql: Sql, application_name: str
) -> None:
    """The session ends before the first COMMIT: ConnectionLost, and the second try succeeds."""
    tries = 0

    async def work(repository: Repository) -> int:
        nonlocal tries
        tries += 1
        number = await repository.count_tasks()
        if tries == 1:
            await terminate_sessions(sql, application_name)
        return number

    async with open_database() as database:
        assert await in_transaction(database, work, read_only=True) == 0
    assert tries == 2
