"""sharing: a stream gives what it has fetched in the middle of another task's call."""

from tests.plant import plant

CAUGHT_BY = "test_sharing.py::test_t14_a_stream_gives_nothing_in_the_middle_of_a_call"

Database = plant(
    "shared/unit_of_work.py",
    "        self.call_lock.require_free()\n",
    "",
    variant="sqlalchemy_orm",
)
