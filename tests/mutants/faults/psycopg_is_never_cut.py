"""deadline: a connection of psycopg is left as it is."""

from tests.plant import plant

CAUGHT_BY = "test_frozen.py::test_t08_frozen_anywhere_the_limit_of_the_settings_ends_the_block"
DRIVER = "psycopg"

Database = plant(
    "shared/line.py",
    "        _shut(driver.fileno())",
    "        pass",
    variant="sqlmodel_orm",
)
