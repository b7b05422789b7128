"""load_tasks: the tasks are read a second time to count them."""

from tests.plant import plant

CAUGHT_BY = "test_bulk.py::test_loading_takes_a_generator_and_returns_how_many"

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
