"""import_tasks: a known task is left as it is."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "asyncpg_raw/repository.py",
    """
            ON CONFLICT (external_id) DO UPDATE
            SET ({columns}, version) = ROW ({given}, tasks.version + 1)
            WHERE ({stored}) IS DISTINCT FROM ({given})
""",
    """
            ON CONFLICT (external_id) DO NOTHING
""",
)
