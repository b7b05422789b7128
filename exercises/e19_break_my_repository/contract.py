"""What every answer to e19 is made of."""

from __future__ import annotations

from typing import Protocol

from shared.protocol import Database
from workbook.tables import Sql


class Test(Protocol):
    """A function of answer/tests.py whose name begins with test_."""

    async def __call__(self, database: Database, sql: Sql) -> None:
        """Try a promise of the protocol on this database. Raises anything where it is broken."""
        ...
