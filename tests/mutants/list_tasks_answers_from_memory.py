"""list_tasks: what the session remembers is taken for what is stored."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_reading_again_sees_what_others_have_committed"

Database = plant(
    "sqlalchemy_orm/database.py", '"populate_existing": True', '"populate_existing": False'
)
