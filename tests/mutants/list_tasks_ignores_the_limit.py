"""list_tasks: a page is as long as the table."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_a_page_is_the_first_tasks_up_to_its_limit"

Database = plant(
    "sqlmodel_orm/repository.py", ".order_by(col(Task.id)).limit(limit)", ".order_by(col(Task.id))"
)
