"""stream_tasks: rows come as they lie."""

from tests.plant import plant

CAUGHT_BY = "test_streaming.py::test_a_stream_is_in_the_order_of_the_ids"

Database = plant(
    "sqlmodel_orm/repository.py",
    "statement = select(Task).where(*matching(where)).order_by(col(Task.id))\n",
    "statement = select(Task).where(*matching(where))\n",
)
