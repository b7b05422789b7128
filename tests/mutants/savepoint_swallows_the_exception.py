"""savepoint: the caller never learns that it was undone."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_savepoints.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
        async with self._connection.begin_nested():
            yield
""",
    """
        try:
            async with self._connection.begin_nested():
                yield
        except Exception:  # noqa: S110, BLE001 # this is the mistake
            pass
""",
)
