"""list_tasks: an empty assignee is taken for not given."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_an_assignee_of_no_characters_is_not_nobody"

Database = plant("sqlmodel_orm/mapping.py", "if where.assignee is not None:", "if where.assignee:")
