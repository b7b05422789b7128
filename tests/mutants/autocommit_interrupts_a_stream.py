"""autocommit: another call is let in between two steps of a stream."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_autocommit.py"

Database = plant(
    "shared/unit_of_work.py",
    "if self._busy or (self._streams and not self.transactional):",
    "if self._busy:",
    variant="sqlalchemy_orm",
)
