"""edit_task: the names of the given fields are not checked."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "shared/boundary.py",
    "            elif takes_changes:\n",
    "            elif not takes_changes:\n",
    variant="asyncpg_raw",
)
