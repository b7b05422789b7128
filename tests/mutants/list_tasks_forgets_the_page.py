"""list_tasks: the first page comes for ever."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant(
    "sqlalchemy_orm/mapping.py",
    """
    if after is not None:
        conditions.append(Task.id > after)
""",
    """
""",
)
