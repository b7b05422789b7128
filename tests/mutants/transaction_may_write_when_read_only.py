"""transaction: read_only is forgotten."""

from tests.plant import plant

CAUGHT_BY = "test_isolation.py::test_every_write_raises_read_only_in_a_read_only_transaction"

Database = plant(
    "sqlmodel_orm/database.py",
    """
    if read_only:
        options["postgresql_readonly"] = True
""",
    """
""",
)
