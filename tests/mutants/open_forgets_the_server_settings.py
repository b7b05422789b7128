"""open: sessions have neither a name nor limits."""

from tests.plant import plant

CAUGHT_BY = "test_opening.py::test_the_application_name_is_that_of_the_settings"

Database = plant(
    "sqlmodel_orm/database.py",
    '"server_settings": settings.server_settings,',
    '"server_settings": {},',
)
