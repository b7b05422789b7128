"""savepoint: after a rollback the caller's objects cannot be read."""

from tests.plant import plant

CAUGHT_BY = "tests/contract"

Database = plant(
    "sqlalchemy_orm/repository.py",
    """
                self._session.expunge_all()
                raise
""",
    """
                raise
""",
)
