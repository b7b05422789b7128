"""Raw asyncpg: SQL by hand, rows by hand."""

from variants.asyncpg_raw.database import Database

__all__ = ["Database"]
