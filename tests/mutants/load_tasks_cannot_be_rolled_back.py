"""load_tasks: COPY is sent before BEGIN."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_a_bulk_write_belongs_to_its_transaction"

Database = plant(
    "sqlalchemy_orm/repository.py",
    """
        if self._unit.transactional:
            # SQLAlchemy sends BEGIN with its own first statement, and COPY is none of its own.
            await self._session.execute(select(1))
""",
    """
""",
)
