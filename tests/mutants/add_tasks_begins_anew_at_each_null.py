"""add_tasks: rows are grouped by the columns that are not None."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_round_trips.py"

Database = plant("sqlalchemy_orm/database.py", '"render_nulls": True', '"render_nulls": False')
