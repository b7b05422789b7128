"""list_tasks: the escape character itself is not escaped."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant(
    "asyncpg_raw/mapping.py",
    'text.replace("\\\\", r"\\\\").replace("%", r"\\%")',
    'text.replace("%", r"\\%")',
)
