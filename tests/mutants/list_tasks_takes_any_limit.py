"""list_tasks: a page may be empty, or a million rows long."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant(
    "shared/domain.py",
    "PAGE = range(1, 1001)",
    "PAGE = range(1_000_000)",
    variant="sqlalchemy_core",
)
