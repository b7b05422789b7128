"""open: an engine is taken for a connection."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_opening.py"

Database = plant(
    "sqlalchemy_core/database.py",
    """
    async with engine.connect():
        return engine, connections  # the proof that the server answers
""",
    """
    return engine, connections
""",
)
