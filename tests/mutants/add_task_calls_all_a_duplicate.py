"""add_task: every broken constraint is called a duplicate."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_adding_to_a_missing_project_raises_missing_reference"

Database = plant(
    "shared/errors.py", '"23503": MissingReference', '"23503": Duplicate', variant="sqlalchemy_orm"
)
