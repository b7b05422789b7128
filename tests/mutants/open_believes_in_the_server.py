"""open: an engine is taken for a connection."""

from tests.plant import plant

CAUGHT_BY = "test_opening.py::test_a_port_where_nobody_listens_raises_unavailable_at_once"

Database = plant(
    "sqlalchemy_core/database.py",
    """
    async with asyncio.timeout(settings.connect_timeout), engine.connect():
        return engine
""",
    """
    return engine
""",
)
