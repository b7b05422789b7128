"""get_task: an id too large for the column reaches the driver."""

from tests.plant import plant

CAUGHT_BY = "test_bad_input.py::test_a_method_refuses_what_does_not_fit"

Database = plant(
    "shared/boundary.py",
    '"task_id": domain.check_id,',
    '"task_id": lambda field, value: None,',
    variant="asyncpg_raw",
)
