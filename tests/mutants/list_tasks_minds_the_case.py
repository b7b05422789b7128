"""list_tasks: capitals make a difference."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_a_title_contains_a_text_in_upper_or_lower_case"

Database = plant("sqlalchemy_orm/mapping.py", "icontains", "contains")
