"""add_task: every broken constraint is called a duplicate."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "shared/errors.py", '"23503": MissingReference', '"23503": Duplicate', variant="sqlalchemy_orm"
)
