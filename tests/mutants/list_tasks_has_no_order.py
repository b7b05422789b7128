"""list_tasks: rows come as they lie."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant(
    "sqlalchemy_orm/repository.py",
    ".where(*matching(where, after)).order_by(Task.id)",
    ".where(*matching(where, after))",
)
