"""transaction: read_only is forgotten."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_isolation.py"

Database = plant(
    "sqlmodel_orm/database.py",
    """
    if read_only:
        options["postgresql_readonly"] = True
""",
    """
""",
)
