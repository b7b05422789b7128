"""Passwords that change while the service runs: the URL names a file, read at each connect."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from shared.embedded import Cluster
from shared.errors import Misconfigured, Unavailable
from shared.postgres import serve
from shared.protocol import Database
from shared.settings import Settings
from tests.conftest import migrated_database
from tests.faults.test_server import as_role, cluster
from tests.service.conftest import Sql
from workbook.until import until
from workbook.ways import Way

__all__ = ["cluster"]

ROLE = "rotated"
RULE = f"local all {ROLE} scram-sha-256\n"


@pytest.fixture(scope="module")
async def guarded(cluster: Cluster) -> AsyncIterator[str]:
    """A migrated database on a private server that asks ROLE for its password."""
    with serve("embedded") as server:
        rules = cluster.data / "pg_hba.conf"
        rules.write_text(RULE + rules.read_text())
        async with migrated_database(server) as url:
            connection = await asyncpg.connect(url)
            await connection.execute(f"""
                CREATE ROLE {ROLE} LOGIN PASSWORD 'none yet';
                GRANT pg_read_all_data TO {ROLE};
                SELECT pg_reload_conf()""")
            await until(lambda: is_asked(url))
            yield url
            await connection.execute(f"DROP ROLE {ROLE}")
            await connection.close()


async def is_asked(url: str) -> bool:
    """Whether a wrong password is refused by now."""
    try:
        connection = await asyncpg.connect(as_role(url, ROLE))
    except asyncpg.InvalidPasswordError:
        return True
    await connection.close()
    return False


@dataclass(frozen=True, slots=True)
class Vault:
    """The file that says the password, and the server that knows it."""

    file: Path
    sql: Sql

    def write(self, password: str) -> None:
        """Say it, to nobody else."""
        self.file.write_text(f"*:*:*:{ROLE}:{password}\n")
        self.file.chmod(0o600)

    async def change(self, password: str) -> None:
        """Have the server take this one and no other."""
        await self.sql.execute(f"ALTER ROLE {ROLE} PASSWORD '{password}'")


@pytest.fixture
async def vault(guarded: str, tmp_path: Path) -> AsyncIterator[Vault]:
    """With the first password in place."""
    connection = await asyncpg.connect(guarded)
    vault = Vault(tmp_path / "passwords", connection)
    vault.write("first")
    await vault.change("first")
    yield vault
    await connection.close()


async def use(database: Database) -> None:
    """Read something."""
    async with database.transaction(read_only=True) as repository:
        await repository.count_tasks()


async def test_each_connection_reads_the_password_anew(
    way: Way, guarded: str, vault: Vault
) -> None:
    """A pool that is open grows with the new password, and is refused with the old one."""
    url = f"{as_role(guarded, ROLE)}&passfile={vault.file}".replace(f":{ROLE}@", "@")
    settings = Settings(url, driver=way.driver, pool_size=2)
    async with way.database.open(settings) as database, database.transaction():
        await vault.change("second")
        with pytest.raises(Unavailable if way.driver == "psycopg" else Misconfigured):
            await use(database)
        vault.write("second")
        await use(database)
