"""SQLModel: one class that is a table, and validated models beside it."""

from variants.sqlmodel_orm.database import Database

__all__ = ["Database"]
