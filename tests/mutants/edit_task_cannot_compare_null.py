"""edit_task: a field that is empty never differs."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_an_edit_to_none_clears_the_field_and_no_other"

Database = plant(
    "asyncpg_raw/repository.py",
    'AND ROW ({", ".join(changes)}) IS DISTINCT FROM ROW ({given})',
    'AND ROW ({", ".join(changes)}) <> ROW ({given})',
)
