"""claim_task: two workers find the same task."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_claiming.py"

Database = plant(
    "sqlalchemy_core/repository.py", ".limit(1).with_for_update(skip_locked=True)", ".limit(1)"
)
