"""import_tasks: an external_id that comes twice is not refused."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_an_external_id_missing_or_twice_is_refused_before_anything_is_sent"

Database = plant(
    "shared/domain.py",
    "        if first != position:\n",
    "        if first > position:\n",
    variant="sqlalchemy_core",
)
