"""list_tasks: a page may be empty, or a million rows long."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_a_limit_outside_one_to_a_thousand_is_refused"

Database = plant(
    "shared/domain.py",
    "PAGE = range(1, 1001)",
    "PAGE = range(1_000_000)",
    variant="sqlalchemy_core",
)
