"""list_tasks: rows come as they lie."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_a_list_is_in_the_order_of_the_ids"

Database = plant(
    "sqlalchemy_orm/repository.py",
    ".where(*matching(where, after)).order_by(Task.id)",
    ".where(*matching(where, after))",
)
