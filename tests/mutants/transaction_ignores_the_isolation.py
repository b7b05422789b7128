"""transaction: the level is forgotten."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_isolation.py"

Database = plant(
    "sqlalchemy_orm/database.py",
    """
    if isolation is not None:
        options["isolation_level"] = isolation.value
""",
    """
""",
)
