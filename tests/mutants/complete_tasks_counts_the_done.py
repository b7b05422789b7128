"""complete_tasks: tasks that were done already are written and counted again."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    "update(tasks).where(~tasks.c.done, *matching(where))",
    "update(tasks).where(*matching(where))",
)
