"""load_tasks: COPY is sent before BEGIN."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "sqlmodel_orm/repository.py",
    """
        if self._unit.transactional:
            # SQLAlchemy sends BEGIN with its own first statement, and COPY is none of its own.
            await self._session.exec(select(1))
""",
    """
""",
)
