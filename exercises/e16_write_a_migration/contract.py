"""What every answer to e16 can do, and the tables that the new program expects."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Column, MetaData, SmallInteger, text

from variants.sqlalchemy_core.mapping import metadata


class Revision(Protocol):
    """A module with these names, as every revision in alembic/versions has them."""

    revision: str
    down_revision: str | None

    def upgrade(self) -> None:
        """Bring the tables from `tables_before()` to `tables_after()`."""
        ...

    def downgrade(self) -> None:
        """Bring them back."""
        ...


def tables_before() -> MetaData:
    """As they are today."""
    return metadata


def tables_after() -> MetaData:
    """As they are to be: with a priority. What is a constraint of it stands in the README."""
    tables = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        table.to_metadata(tables)
    priority = Column("priority", SmallInteger, nullable=False, server_default=text("0"))
    tables.tables["tasks"].append_column(priority)
    return tables
