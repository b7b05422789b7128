"""transaction: after a rollback the caller's objects cannot be read."""

from tests.plant import plant

CAUGHT_BY = "test_returned_objects.py::test_what_was_returned_can_be_read_after_rollback"

Database = plant(
    "sqlalchemy_orm/database.py",
    """
            session.begin(),
            _letting_go(session.expunge_all),
""",
    """
            session.begin(),
""",
)
