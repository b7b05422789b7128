"""Databases for grading: each answer gets a copy of its own, as a role that may do little.

The tables belong to one role. Each answer has a role of its own, a member of that one, which owns
the copy of this answer and may enter no other database of the class.

It is no sandbox. An answer runs as a process of whoever grades, and can read what that user can;
and a server that asks nobody for a password, as the embedded one, lets it be any role it names.
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
from workbook.tables import Sql

CONNECTIONS = 100


@dataclass(frozen=True, slots=True)
class Role:
    """Who may log in, and by which password."""

    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Classroom:
    """The role that owns the tables, and the migrated database that is copied."""

    server: Server
    owner: Role
    template: str

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[str]:
        """A fresh copy for one answer, with a role for it. Gives its URL, as the role."""
        async with (
            connected(self.server.url) as sql,
            _role(sql) as pupil,
            fresh_database(self.server, self.template) as url,
        ):
            await sql.execute(f"GRANT {self.owner.name} TO {pupil.name}")
            await _close_to_others(sql, database_name(url))
            await sql.execute(f'ALTER DATABASE "{database_name(url)}" OWNER TO {pupil.name}')
            yield as_role(url, pupil)


@asynccontextmanager
async def classroom(server: Server) -> AsyncIterator[Classroom]:
    """The owner of all tables and the database that is copied, for as long as the block lasts."""
    async with (
        connected(server.url) as sql,
        _role(sql) as owner,
        fresh_database(server) as url,
    ):
        async with connected(url) as template:
            await template.execute(f"GRANT CREATE ON SCHEMA public TO {owner.name}")
        await migrations.upgrade(as_role(url, owner))
        await _close_to_others(sql, database_name(url))
        yield Classroom(server, owner, database_name(url))


@asynccontextmanager
async def _role(sql: Sql) -> AsyncIterator[Role]:
    """A new role without rights, dropped at the end: what it owns must be gone by then."""
    role = Role(f"workbook_grade_{secrets.token_hex(4)}", secrets.token_hex(16))
    await sql.execute(
        f"CREATE ROLE {role.name} LOGIN PASSWORD '{role.password}' NOSUPERUSER NOCREATEDB"
        f" NOCREATEROLE CONNECTION LIMIT {CONNECTIONS}"
    )
    await sql.execute(f"GRANT {role.name} TO CURRENT_USER")  # whoever grades need not be superuser
    try:
        yield role
    finally:
        await sql.execute(f"DROP ROLE {role.name}")


async def _close_to_others(sql: Sql, database: str) -> None:
    await sql.execute(f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC')


def as_role(url: str, role: Role) -> str:
    """The same database, entered by the role."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role.name}:{role.password}@{host}"))
