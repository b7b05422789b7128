"""Whether the pools of all workers fit into what the server allows."""

from __future__ import annotations

from dataclasses import dataclass

from workbook.doctor.probe import Connection

ALLOWED = """
    SELECT sum(setting::int) FILTER (WHERE name = 'max_connections')
        - coalesce(sum(setting::int) FILTER (WHERE name <> 'max_connections'), 0)
    FROM pg_settings
    WHERE name IN ('max_connections', 'superuser_reserved_connections', 'reserved_connections')"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the service is to be run: processes on a machine, machines, connections of each pool."""

    workers: int
    replicas: int
    pool: int

    @property
    def connections(self) -> int:
        """The most that all of them together open. No way of ours overflows its pool."""
        return self.workers * self.replicas * self.pool


@dataclass(frozen=True, slots=True)
class Room:
    """How many connections a server lets ordinary roles have."""

    allowed: int

    def pool_for(self, plan: Plan) -> int:
        """The largest pool that fits with one connection to spare: for migrations, or a look."""
        return max(0, (self.allowed - 1) // (plan.workers * plan.replicas))

    def fits(self, plan: Plan) -> bool:
        """Whether one connection at least is left when every pool is full."""
        return plan.connections < self.allowed


async def room(connection: Connection) -> Room:
    """Ask the server."""
    return Room(int(await connection.fetchval(ALLOWED)))


def advice(plan: Plan, room: Room) -> str:
    """One sentence with the figures."""
    sum_of = f"{plan.workers} workers x {plan.replicas} replicas x {plan.pool} connections"
    told = f"{sum_of} = {plan.connections} of {room.allowed} that the server allows"
    if room.fits(plan):
        return f"{told}: fits."
    return (
        f"{told}: does not fit. A pool of {room.pool_for(plan)} would; or fewer workers, a pooler"
        " in between, a higher max_connections."
    )
