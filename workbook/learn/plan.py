"""Facts about how Postgres would run a statement that went by on the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbook.frames import Statement
from workbook.tables import Sql


@dataclass(frozen=True, slots=True)
class Plan:
    """The kinds of nodes and the indexes of a plan, whatever the parameters' values are."""

    nodes: tuple[str, ...]
    indexes: tuple[str, ...]


class Explain:
    """`await explain(statement)` for a statement of `budget.sent`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def __call__(self, statement: Statement) -> Plan:
        values = ", ".join(["NULL"] * statement.parameters)
        execute = f"EXECUTE explained ({values})" if values else "EXECUTE explained"
        async with self._sql.transaction():
            await self._sql.execute("SET LOCAL plan_cache_mode = force_generic_plan")
            # A small table is read whole, whatever its indexes: what is asked for is a large one's.
            await self._sql.execute("SET LOCAL enable_seqscan = off")
            await self._sql.execute(f"PREPARE explained AS {statement.text}")
            try:
                told = await self._sql.fetchval(f"EXPLAIN (FORMAT JSON) {execute}")
            finally:
                await self._sql.execute("DEALLOCATE explained")
        nodes = list(_nodes(json.loads(told)[0]["Plan"]))
        return Plan(
            tuple(node["Node Type"] for node in nodes),
            tuple(node["Index Name"] for node in nodes if "Index Name" in node),
        )


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)
