"""add_project: the name is tidied up."""

from tests.plant import plant

CAUGHT_BY = "test_literal_values.py::test_the_name_of_a_project_is_stored_to_the_letter"

Database = plant(
    "sqlalchemy_core/repository.py",
    "insert(projects).values(name=name)",
    "insert(projects).values(name=name.strip())",
)
