"""edit_task: fields that are not given get their defaults."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "sqlmodel_orm/repository.py", "patch.model_dump(exclude_unset=True)", "patch.model_dump()"
)
