"""load_tasks: what comes out of the iterable is not checked."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bad_input.py"

Database = plant(
    "shared/unit_of_work.py",
    """
                check_task("new", task)
""",
    """
""",
    variant="sqlalchemy_core",
)
