"""savepoint: the caller never learns that it was undone."""

from tests.plant import plant

CAUGHT_BY = "test_savepoints.py::test_the_exception_goes_on_as_the_same_object"

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
