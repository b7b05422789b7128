"""edit_task: None is taken for not given."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_an_edit_to_none_clears_the_field_and_no_other"

Database = plant(
    "sqlmodel_orm/repository.py", "exclude_unset=True", "exclude_unset=True, exclude_none=True"
)
