"""sharing: a savepoint is made, and another task calls meanwhile."""

from tests.plant import plant

CAUGHT_BY = "test_sharing.py::test_t14_a_savepoint_begins_and_ends_as_one_call_does"

Database = plant(
    "shared/savepoint.py",
    """\
    unit.wait.begin()
    try:
        async with savepoint:
""",
    """\
    unit.wait.begin()
    unit.call_lock.release()
    try:
        async with savepoint:
            unit.call_lock.acquire()
""",
    variant="asyncpg_raw",
)
