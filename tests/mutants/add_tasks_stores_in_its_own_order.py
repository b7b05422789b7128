"""add_tasks: the tasks are sorted before they are sent."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "sqlmodel_orm/repository.py",
    "params=list(map(values_of, new))",
    "params=sorted(map(values_of, new), key=str)",
)
