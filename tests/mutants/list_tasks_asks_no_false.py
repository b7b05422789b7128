"""list_tasks: done=False is taken for not given."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_done_matches_one_state_only"

Database = plant("sqlalchemy_core/mapping.py", "if where.done is not None:", "if where.done:")
