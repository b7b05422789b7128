"""load_tasks: what comes out of the iterable is not checked."""

from tests.plant import plant

CAUGHT_BY = "test_bad_input.py::test_a_load_refuses_what_is_no_task"

Database = plant(
    "shared/unit_of_work.py",
    """
                check_task("new", task)
""",
    """
""",
    variant="sqlalchemy_core",
)
