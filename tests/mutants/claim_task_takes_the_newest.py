"""claim_task: the queue is a stack."""

from tests.plant import plant

CAUGHT_BY = "test_claiming.py::test_a_claim_takes_one_task_only"

Database = plant(
    "sqlalchemy_orm/repository.py", "free.order_by(Task.id)", "free.order_by(Task.id.desc())"
)
