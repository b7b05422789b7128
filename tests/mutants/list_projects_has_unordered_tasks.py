"""list_projects: tasks come as they lie."""

from tests.plant import plant

CAUGHT_BY = "test_projects.py::test_each_listed_project_has_its_own_tasks_by_id"

Database = plant("sqlmodel_orm/mapping.py", '"order_by": "Task.id", ', "")
