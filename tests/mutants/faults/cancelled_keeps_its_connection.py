"""cancellation: a connection is given back on success only."""

from tests.plant import plant

CAUGHT_BY = "test_pool.py::test_a_storm_of_cancellations_leaves_nothing_in_use"

Database = plant(
    "asyncpg_raw/database.py",
    """\
            self._boundary.transaction(isolation, statement_timeout, read_only=read_only) as unit,
            self._pool.acquire(timeout=self._settings.acquire_timeout) as connection,
        ):
            unit.uses(partial(_cut, connection), connection.close, partial(_has_ended, connection))
            level = LEVELS[isolation] if isolation else None
            async with connection.transaction(isolation=level, readonly=read_only):
                if statement_timeout is not None:
                    await connection.execute(SET_TIMEOUT, milliseconds(statement_timeout))
                async with unit.body():
                    yield Repository(connection, unit, atomic=nullcontext)
""",
    """\
            self._boundary.transaction(isolation, statement_timeout, read_only=read_only) as unit,
        ):
            connection = await self._pool.acquire(timeout=self._settings.acquire_timeout)
            level = LEVELS[isolation] if isolation else None
            async with connection.transaction(isolation=level, readonly=read_only):
                async with unit.body():
                    yield Repository(connection, unit, atomic=nullcontext)
            await self._pool.release(connection)
""",
)
