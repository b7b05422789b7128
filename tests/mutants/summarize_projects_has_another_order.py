"""summarize_projects: projects come by name."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_reports.py"

Database = plant(
    "sqlmodel_orm/repository.py",
    """
            .group_by(col(Project.id))
            .order_by(col(Project.id))
""",
    """
            .group_by(col(Project.id))
            .order_by(col(Project.name))
""",
)
