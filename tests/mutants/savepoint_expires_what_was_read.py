"""savepoint: after a rollback the caller's objects cannot be read."""

from tests.plant import plant

CAUGHT_BY = "tests/contract"

Database = plant(
    "sqlalchemy_orm/repository.py",
    """
                let_go(self._session)  # so that what the caller holds stays readable
                raise
""",
    """
                raise
""",
)
