"""get_task: what the session remembers is taken for what is stored."""

from tests.plant import plant

CAUGHT_BY = "tests/contract"

Database = plant(
    "sqlmodel_orm/database.py", '"populate_existing": True', '"populate_existing": False'
)
