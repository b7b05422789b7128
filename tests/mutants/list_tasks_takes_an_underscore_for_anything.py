"""list_tasks: one of the two wildcards is forgotten."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant("asyncpg_raw/mapping.py", '.replace("_", r"\\_")', "")
