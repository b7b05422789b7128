"""SQLAlchemy Core: SQL composed from Python, rows as they come."""

from variants.sqlalchemy_core.database import Database

__all__ = ["Database"]
