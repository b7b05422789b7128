"""open: sessions have neither a name nor limits."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_opening.py"

Database = plant(
    "sqlmodel_orm/database.py",
    '"server_settings": settings.server_settings,',
    '"server_settings": {},',
)
