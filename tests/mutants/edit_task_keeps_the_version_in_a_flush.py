"""edit_task: the mapper was not told of the version."""

from tests.plant import plant

CAUGHT_BY = "test_one_task.py::test_an_edit_changes_the_given_field_only"

Database = plant(
    "sqlalchemy_orm/mapping.py",
    '__mapper_args__ = {"version_id_col": version}',
    '__mapper_args__ = {"eager_defaults": "auto"}',
)
