"""SQLAlchemy ORM: mapped objects and a unit of work."""

from variants.sqlalchemy_orm.database import Database

__all__ = ["Database"]
