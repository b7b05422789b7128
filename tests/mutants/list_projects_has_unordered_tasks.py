"""list_projects: tasks come as they lie."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_projects.py"

Database = plant("sqlmodel_orm/mapping.py", '"order_by": "Task.id", ', "")
