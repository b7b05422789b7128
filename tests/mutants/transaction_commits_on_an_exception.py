"""transaction: whatever happens is committed."""

from tests.plant import plant

CAUGHT_BY = "test_transactions.py::test_any_exception_undoes_the_block_and_goes_on_unchanged"

Database = plant(
    "sqlalchemy_orm/database.py",
    """
            async with unit.body():
                yield Repository(session, unit, partial(_letting_go, partial(let_go, session)))
""",
    """
            try:
                async with unit.body():
                    yield Repository(session, unit, partial(_letting_go, partial(let_go, session)))
            finally:
                await session.commit()
""",
)
