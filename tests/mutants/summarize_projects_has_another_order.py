"""summarize_projects: projects come by name."""

from tests.plant import plant

CAUGHT_BY = "test_reports.py::test_summaries_come_by_id"

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
