"""list_tasks: the conditions are combined with OR."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant(
    "asyncpg_raw/mapping.py",
    'return " AND ".join(conditions), arguments',
    'return " OR ".join(conditions[1:]) or "true", arguments',
)
