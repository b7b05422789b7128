"""autocommit: a bulk write makes earlier objects unreadable."""

from tests.plant import plant

CAUGHT_BY = "test_returned_objects.py"

Database = plant("sqlmodel_orm/database.py", "expire_on_commit=False", "expire_on_commit=True")
