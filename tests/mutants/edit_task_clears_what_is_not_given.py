"""edit_task: fields that are not given get their defaults."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_an_edit_changes_the_given_field_only"

Database = plant("sqlmodel_orm/repository.py", "model_dump(exclude_unset=True)", "model_dump()")
