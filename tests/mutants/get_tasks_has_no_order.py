"""get_tasks: rows come as they lie."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_tasks_are_got_by_id_in_whatever_order_they_are_asked_for"

Database = plant("sqlalchemy_orm/repository.py", "any_(ids)).order_by(Task.id)", "any_(ids))")
