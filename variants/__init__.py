"""The four ways.

The annotation of VARIANTS is the proof that each fits the protocol: mypy checks it.
"""

from collections.abc import Mapping

from shared.protocol import Database
from shared.settings import Driver
from variants import asyncpg_raw, sqlalchemy_core, sqlalchemy_orm, sqlmodel_orm

VARIANTS: Mapping[str, type[Database]] = {
    "asyncpg_raw": asyncpg_raw.Database,
    "sqlalchemy_core": sqlalchemy_core.Database,
    "sqlalchemy_orm": sqlalchemy_orm.Database,
    "sqlmodel_orm": sqlmodel_orm.Database,
}

DRIVERS: Mapping[str, tuple[Driver, ...]] = {
    "asyncpg_raw": ("asyncpg",),
    "sqlalchemy_core": ("asyncpg", "psycopg"),
    "sqlalchemy_orm": ("asyncpg", "psycopg"),
    "sqlmodel_orm": ("asyncpg", "psycopg"),
}
