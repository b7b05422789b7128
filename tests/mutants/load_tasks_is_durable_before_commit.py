"""load_tasks: COPY is sent before BEGIN."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_a_refused_bulk_write_takes_its_transaction_with_it"

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
