"""import_tasks: the version stays."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_importing_a_known_task_with_one_other_value_updates_it"

Database = plant(
    "sqlmodel_orm/repository.py",
    """
            set_={**given, "version": col(Task.version) + 1},
""",
    """
            set_=given,
""",
)
