"""sharing: two calls at once are both sent."""

from tests.plant import plant

CAUGHT_BY = "test_sharing.py::test_t14_of_many_at_once_one_is_served_and_the_block_commits_it"

Database = plant(
    "shared/call_lock.py",
    "        if self.calls:\n            raise",
    "        if self.calls > 1:\n            raise",
    variant="sqlalchemy_core",
)
