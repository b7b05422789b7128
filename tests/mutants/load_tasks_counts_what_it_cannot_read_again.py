"""load_tasks: the tasks are read a second time to count them."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_bulk.py"

Database = plant(
    "sqlmodel_orm/repository.py",
    """
        return await copy_tasks(await self._session.connection(), chain([first], rows))
""",
    """
        await copy_tasks(await self._session.connection(), chain([first], rows))
        return len(list(new))
""",
)
