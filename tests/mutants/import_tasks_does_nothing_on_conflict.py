"""import_tasks: a known task is left as it is."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_importing_a_known_task_with_one_other_value_updates_it"

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
