"""stream_tasks: rows come as they lie."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_streaming.py"

Database = plant(
    "sqlmodel_orm/repository.py",
    "statement = select(Task).where(*matching(where)).order_by(col(Task.id))\n",
    "statement = select(Task).where(*matching(where))\n",
)
