"""edit_task: any name is taken for that of a field."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_an_edit_of_a_field_that_cannot_be_edited_is_refused"

Database = plant(
    "shared/boundary.py",
    "if takes_changes and field not in changeable:",
    "if takes_changes and not field.isidentifier():",
    variant="asyncpg_raw",
)
