"""list_tasks: the text's own wildcards are not escaped."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant(
    "sqlmodel_orm/mapping.py", "where.title_contains, autoescape=True", "where.title_contains"
)
