"""claim_task: the queue is a stack."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_claiming.py"

Database = plant(
    "sqlalchemy_orm/repository.py", "free.order_by(Task.id)", "free.order_by(Task.id.desc())"
)
