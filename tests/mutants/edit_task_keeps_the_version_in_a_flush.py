"""edit_task: the mapper was not told of the version."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_one_task.py"

Database = plant(
    "sqlalchemy_orm/mapping.py",
    '__mapper_args__ = {"version_id_col": version}',
    '__mapper_args__ = {"eager_defaults": "auto"}',
)
