"""savepoint: it is allowed in autocommit."""

from tests.plant import plant

CAUGHT_BY = "test_savepoints.py::test_a_savepoint_in_autocommit_raises_transaction_required"

Database = plant(
    "shared/savepoint.py",
    """
    if not unit.transactional:
""",
    """
    if unit.transactional is None:
""",
    variant="asyncpg_raw",
)
