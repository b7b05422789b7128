"""claim_task: a task that another is claiming is waited for."""

from tests.plant import plant

CAUGHT_BY = "test_claiming.py::test_a_worker_does_not_wait_for_another_that_is_claiming"

Database = plant("asyncpg_raw/repository.py", "FOR UPDATE SKIP LOCKED", "FOR UPDATE")
