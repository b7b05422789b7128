"""claim_task: the version stays."""

from tests.plant import plant

CAUGHT_BY = "test_claiming.py::test_claiming_raises_the_version_by_one"

Database = plant(
    "sqlalchemy_core/repository.py",
    ".values(assignee=assignee, version=tasks.c.version + 1)",
    ".values(assignee=assignee)",
)
