"""list_tasks: one of the two wildcards is forgotten."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_every_character_of_the_text_stands_for_itself"

Database = plant("asyncpg_raw/mapping.py", '.replace("_", r"\\_")', "")
