"""closing: who is in a block goes on, for all that is closed around it."""

from tests.plant import plant

CAUGHT_BY = "test_frozen.py::test_frozen_a_database_in_use_is_closed_in_time"

Database = plant(
    "shared/boundary.py",
    "        self.watchdog.cut()\n",
    "",
    variant="sqlalchemy_core",
)
