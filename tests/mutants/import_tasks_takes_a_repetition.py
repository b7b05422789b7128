"""import_tasks: an external_id that comes twice is not refused."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "shared/domain.py",
    "        if first != position:\n",
    "        if first > position:\n",
    variant="sqlalchemy_core",
)
