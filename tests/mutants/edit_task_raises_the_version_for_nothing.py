"""edit_task: setting what is already there counts as a change."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "asyncpg_raw/repository.py",
    """
                    AND ROW ({", ".join(changes)}) IS DISTINCT FROM ROW ({given})
""",
    """
""",
)
