"""import_tasks: every known task is written again."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_importing_the_same_again_finds_everything_unchanged"

Database = plant(
    "sqlalchemy_core/repository.py",
    """
            where=differing(given),
""",
    """
""",
)
