"""import_tasks: each batch of rows commits by itself."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_one_task_of_a_missing_project_refuses_the_whole_bulk_write"

Database = plant(
    "sqlmodel_orm/repository.py",
    """
        async with self._atomic():
            result = await self._session.exec(upsert, params=list(ordered))
            return ImportResult.of(result.scalars().all(), given=len(new))
""",
    """
        result = await self._session.exec(upsert, params=list(ordered))
        return ImportResult.of(result.scalars().all(), given=len(new))
""",
)
