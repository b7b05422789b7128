"""claim_task: a task that another is claiming is waited for."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_claiming.py"

Database = plant("asyncpg_raw/repository.py", "FOR UPDATE SKIP LOCKED", "FOR UPDATE")
