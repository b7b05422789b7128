"""How Alembic reaches the database.

In process (`shared.migrations`, the tests, the commands) the caller hands in its own connection:
starting an event loop of our own would fail inside a running one. On the command line there is
none, so one is opened to `alembic -x url=postgresql://...` or, without that, to the database
"workbook" on the Postgres that `shared.postgres` finds.
"""

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from shared import postgres
from variants.sqlalchemy_core.mapping import metadata

MIGRATION_LOCK = 4_862_019


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
    with context.begin_transaction():
        # Two upgraders at once: the second waits here and then finds nothing left to do.
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        context.run_migrations()


async def migrate_from_command_line() -> None:
    url = context.get_x_argument(as_dictionary=True).get("url")
    if url is not None:
        await migrate_at(url)
        return
    with postgres.serve() as server:
        print(server.describe())
        await migrate_at(await postgres.named_database(server, "workbook"))


async def migrate_at(url: str) -> None:
    engine = create_async_engine(
        "postgresql+asyncpg://", connect_args={"dsn": url}, poolclass=NullPool
    )
    async with engine.begin() as connection:
        await connection.run_sync(migrate)


if (injected := context.config.attributes.get("connection")) is not None:
    migrate(injected)
else:
    asyncio.run(migrate_from_command_line())
