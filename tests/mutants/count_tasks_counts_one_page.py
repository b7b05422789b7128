"""count_tasks: a page is counted, not the table."""

from tests.plant import plant

CAUGHT_BY = "test_many_tasks.py::test_counting_meets_no_limit"

Database = plant(
    "sqlalchemy_orm/repository.py",
    """
        statement = select(func.count()).select_from(Task).where(*matching(where))
""",
    """
        page = select(Task.id).where(*matching(where)).limit(1_000).subquery()
        statement = select(func.count()).select_from(page)
""",
)
