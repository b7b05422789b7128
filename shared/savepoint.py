"""What is the same about a savepoint in every way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import NoReturn

from shared.errors import TransactionRequired
from shared.unit_of_work import UnitOfWork


@asynccontextmanager
async def savepoint_within(
    unit: UnitOfWork, savepoint: AbstractAsyncContextManager[None]
) -> AsyncIterator[None]:
    """The caller's block in a way's savepoint.

    Raises TransactionRequired in `autocommit()`, and what `enter` raises. The caller's own error
    leaves unchanged.
    """
    await unit.enter()
    if not unit.transactional:
        unit.call_lock.release()
        raise TransactionRequired("a savepoint needs transaction(); autocommit() has none")
    caller_error: BaseException | None = None
    unit.wait.begin()
    try:
        async with savepoint:
            try:
                async with unit.savepoint():
                    yield
            except BaseException as error:
                caller_error = error
                raise
    except BaseException as error:
        _raise_out(unit, error, caller_error)
    finally:
        unit.wait.end()
        unit.call_lock.release()


def _raise_out(
    unit: UnitOfWork, error: BaseException, caller_error: BaseException | None
) -> NoReturn:
    """The caller's error goes before one of undoing the savepoint."""
    if error is caller_error:
        raise error
    unit.wait.heed_cancellation(error)
    if not isinstance(error, Exception):
        raise error
    try:
        unit.raise_for(error)
    except Exception as raised:
        if caller_error is None:
            raise
        caller_error.add_note(f"Undoing the savepoint failed as well: {raised}")
    raise caller_error from caller_error.__cause__
