"""The caller's part of a block: from the moment its repository may be used to the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.unit_of_work import UnitOfWork


class Body:
    """Tells the unit of work how the caller's part begins and ends.

    A class, for every block passes here: a generator made into a context manager calls twice as
    many functions.
    """

    __slots__ = ("_unit",)

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    async def __aenter__(self) -> None:
        self._unit.begin_body()

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        unit = self._unit
        try:
            if error is None:
                await unit.finish_body()
            else:
                unit.fail_body(error)
        except BaseException as failure:
            unit.fail_body(failure)
            raise
        finally:
            await unit.leave_body()
