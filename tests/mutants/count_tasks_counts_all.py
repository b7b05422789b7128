"""count_tasks: the filter is forgotten."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_many_tasks.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    ".select_from(tasks).where(*matching(where))",
    ".select_from(tasks)",
)
