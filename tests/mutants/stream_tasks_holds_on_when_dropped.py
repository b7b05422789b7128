"""stream_tasks: a stream left early is never closed."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_streaming.py"

Database = plant(
    "shared/unit_of_work.py",
    """
        if self._abandoned:
            await self._close_streams(self._abandoned)
""",
    """
""",
    variant="sqlalchemy_orm",
)
