"""edit_task: an argument that some other method has is let through."""

from tests.plant import plant

CAUGHT_BY = "test_bad_input.py::test_an_edit_refuses_a_field_that_no_task_has"

Database = plant(
    "shared/boundary.py",
    "if takes_changes and field not in changeable:",
    "if takes_changes and field not in changeable and field not in CHECKS:",
    variant="sqlmodel_orm",
)
