"""list_tasks: the text's own wildcards are not escaped."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_every_character_of_the_text_stands_for_itself"

Database = plant(
    "sqlmodel_orm/mapping.py", "where.title_contains, autoescape=True", "where.title_contains"
)
