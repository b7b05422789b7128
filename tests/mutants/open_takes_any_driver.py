"""open: a driver it does not speak is passed over."""

from tests.plant import plant

CAUGHT_BY = "tests/contract"

Database = plant(
    "asyncpg_raw/database.py",
    """
    if settings.driver != "asyncpg":
        raise InvalidInput("raw asyncpg speaks through asyncpg only", "driver")
""",
    """
""",
)
