"""transaction: the level is forgotten."""

from tests.plant import plant

CAUGHT_BY = "test_isolation.py::test_a_transaction_has_the_isolation_level_asked_for"

Database = plant(
    "sqlalchemy_orm/database.py",
    """
    if isolation is not None:
        options["isolation_level"] = isolation.value
""",
    """
""",
)
