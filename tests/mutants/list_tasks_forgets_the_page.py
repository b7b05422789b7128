"""list_tasks: the first page comes for ever."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_a_page_begins_above_after"

Database = plant(
    "sqlalchemy_orm/mapping.py",
    """
    if after is not None:
        conditions.append(Task.id > after)
""",
    """
""",
)
