"""session: the limit of one block is kept for good."""

from tests.plant import plant

CAUGHT_BY = "test_session_state.py::test_t15_no_option_of_a_block_outlives_it"

Database = plant(
    "sqlalchemy_core/database.py",
    "milliseconds(seconds), True)",
    "milliseconds(seconds), False)",
)
