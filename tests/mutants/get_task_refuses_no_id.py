"""get_task: an id too large for the column reaches the driver."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bad_input.py"

Database = plant(
    "shared/boundary.py",
    '"task_id": domain.check_id,',
    '"task_id": lambda field, value: None,',
    variant="asyncpg_raw",
)
