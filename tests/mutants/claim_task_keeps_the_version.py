"""claim_task: the version stays."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_claiming.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    ".values(assignee=assignee, version=tasks.c.version + 1)",
    ".values(assignee=assignee)",
)
