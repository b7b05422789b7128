"""add_tasks: rows are grouped by the columns that are not None."""

from tests.plant import plant

CAUGHT_BY = "tests/contract"

Database = plant("sqlalchemy_orm/database.py", '"render_nulls": True', '"render_nulls": False')
