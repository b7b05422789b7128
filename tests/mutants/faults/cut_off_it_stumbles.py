"""cutting: what a library stumbles over after the cut leaves as it is."""

from tests.plant import plant

CAUGHT_BY = "test_cut_off.py::test_cut_off_anywhere_a_unit_of_work_says_that_its_connection_is_lost"

Database = plant(
    "shared/unit_of_work.py",
    "if self.wait.is_cut and not isinstance(error, RepositoryError):",
    "if False:",
    variant="asyncpg_raw",
)
