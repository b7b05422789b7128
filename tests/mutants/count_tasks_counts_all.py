"""count_tasks: the filter is forgotten."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_counting_counts_what_matches"

Database = plant(
    "sqlalchemy_core/repository.py",
    ".select_from(tasks).where(*matching(where))",
    ".select_from(tasks)",
)
