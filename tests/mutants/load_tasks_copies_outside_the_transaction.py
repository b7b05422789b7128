"""load_tasks: COPY is sent before BEGIN."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
        if self._unit.transactional:
            # SQLAlchemy sends BEGIN with its own first statement, and COPY is none of its own.
            await self._connection.execute(select(1))
""",
    """
""",
)
