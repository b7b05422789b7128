"""list_tasks: the escape character itself is not escaped."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_every_character_of_the_text_stands_for_itself"

Database = plant(
    "asyncpg_raw/mapping.py",
    'text.replace("\\\\", r"\\\\").replace("%", r"\\%")',
    'text.replace("%", r"\\%")',
)
