"""edit_task: None is taken for not given."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "sqlmodel_orm/repository.py", "exclude_unset=True", "exclude_unset=True, exclude_none=True"
)
