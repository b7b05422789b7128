"""add_project: the name is tidied up."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_literal_values.py"

Database = plant(
    "sqlalchemy_core/repository.py",
    "insert(projects).values(name=name)",
    "insert(projects).values(name=name.strip())",
)
