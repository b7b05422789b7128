"""savepoint: a failure undone with it still counts."""

from tests.plant import plant

CAUGHT_BY = "test_endings.py::test_errors_at_three_levels_of_savepoints_undo_their_own_level_only"

Database = plant(
    "shared/unit_of_work.py",
    """\
            self._failure = outer_failure
            raise
        finally:""",
    """\
            raise
        finally:""",
    variant="sqlmodel_orm",
)
