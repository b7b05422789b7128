"""claim_task: two workers find the same task."""

from tests.plant import plant

CAUGHT_BY = "test_claiming.py::test_twenty_workers_share_fifty_tasks_and_each_goes_to_one"

Database = plant(
    "sqlalchemy_core/repository.py", ".limit(1).with_for_update(skip_locked=True)", ".limit(1)"
)
