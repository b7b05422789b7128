"""Databases for grading: each answer gets a copy of its own, as a role that may do little.

It is no sandbox. An answer runs as a process of whoever grades, and can read what that user can.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from shared import migrations
from shared.postgres import Server, fresh_database
from workbook.participant import connected, database_name

CONNECTIONS = 100


@dataclass(frozen=True, slots=True)
class Classroom:
    """The role that owns the tables, and the migrated database that is copied."""

    server: Server
    role: str
    password: str
    template: str

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[str]:
        """A fresh copy for one answer. Gives its URL, as the role."""
        async with fresh_database(self.server, self.template) as url:
            yield as_role(url, self.role, self.password)


@asynccontextmanager
async def classroom(server: Server) -> AsyncIterator[Classroom]:
    """A role without rights beyond its tables, for as long as the block lasts."""
    role, password = f"workbook_grade_{secrets.token_hex(4)}", secrets.token_hex(16)
    async with connected(server.url) as sql:
        await sql.execute(
            f"CREATE ROLE {role} LOGIN PASSWORD '{password}' NOSUPERUSER NOCREATEDB"
            f" NOCREATEROLE CONNECTION LIMIT {CONNECTIONS}"
        )
        try:
            async with fresh_database(server) as url:
                async with connected(url) as template:
                    await template.execute(f"GRANT CREATE ON SCHEMA public TO {role}")
                await migrations.upgrade(as_role(url, role, password))
                yield Classroom(server, role, password, database_name(url))
        finally:
            await sql.execute(f"DROP ROLE {role}")


def as_role(url: str, role: str, password: str) -> str:
    """The same database, entered by the role."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{password}@{host}"))
