"""list_tasks: the conditions are combined with OR."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_conditions_are_combined_with_and"

Database = plant(
    "asyncpg_raw/mapping.py",
    'return " AND ".join(conditions), arguments',
    'return " OR ".join(conditions[1:]) or "true", arguments',
)
