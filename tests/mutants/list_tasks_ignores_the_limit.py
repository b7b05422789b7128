"""list_tasks: a page is as long as the table."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant(
    "sqlmodel_orm/repository.py", ".order_by(col(Task.id)).limit(limit)", ".order_by(col(Task.id))"
)
