"""transaction: after a rollback the caller's objects cannot be read."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_returned_objects.py"

Database = plant(
    "sqlalchemy_orm/database.py",
    """
            session.begin(),
            _letting_go(session),
""",
    """
            session.begin(),
""",
)
