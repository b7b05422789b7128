"""get_tasks: an id given twice gives the task twice."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_repeated_ids_count_once"

Database = plant(
    "asyncpg_raw/repository.py",
    "FROM tasks WHERE id = ANY($1::bigint[]) ORDER BY id",
    "FROM tasks JOIN unnest($1::bigint[]) AS given ON id = given ORDER BY id",
)
