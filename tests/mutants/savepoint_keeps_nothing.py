"""savepoint: its block is undone even if it went well."""

from tests.plant import plant

CAUGHT_BY = "test_savepoints.py::test_a_savepoint_left_cleanly_keeps_its_work"

Database = plant(
    "sqlalchemy_orm/repository.py",
    """
        async with self._session.begin_nested():
            try:
                yield
""",
    """
        async with self._session.begin_nested() as nested:
            try:
                yield
                await nested.rollback()
""",
)
