"""load_tasks: rows are glued together as text, and a tab splits a title."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_bulk_stores_texts_of_every_kind_unchanged"
DRIVER = "psycopg"

Database = plant(
    "sqlalchemy_orm/mapping.py",
    "await copy.write_row(row)",
    'await copy.write("\\t".join(r"\\N" if v is None else str(v) for v in row) + "\\n")',
)
