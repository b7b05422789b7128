"""add_tasks: rows are grouped by the columns that are not None."""

from tests.plant import plant

CAUGHT_BY = "test_round_trips.py::test_a_thousand_mixed_tasks_take_few_round_trips"

Database = plant("sqlalchemy_orm/database.py", '"render_nulls": True', '"render_nulls": False')
