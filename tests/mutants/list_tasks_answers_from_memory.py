"""list_tasks: what the session remembers is taken for what is stored."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant(
    "sqlalchemy_orm/database.py", '"populate_existing": True', '"populate_existing": False'
)
