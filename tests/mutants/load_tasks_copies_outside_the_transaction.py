"""load_tasks: COPY is sent before BEGIN."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_a_bulk_write_belongs_to_its_transaction"

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
