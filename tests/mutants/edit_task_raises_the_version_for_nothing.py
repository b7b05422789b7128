"""edit_task: setting what is already there counts as a change."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_setting_what_is_there_already_writes_nothing"

Database = plant(
    "asyncpg_raw/repository.py",
    """
                AND ROW ({", ".join(changes)}) IS DISTINCT FROM ROW ({given})
""",
    """
""",
)
