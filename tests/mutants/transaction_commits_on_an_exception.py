"""transaction: whatever happens is committed."""

from tests.plant import plant

CAUGHT_BY = "tests/contract/test_transactions.py"

Database = plant(
    "sqlalchemy_orm/database.py",
    """
            async with unit.body():
                yield Repository(session, unit, atomic=lambda: _letting_go(session))
""",
    """
            try:
                async with unit.body():
                    yield Repository(session, unit, atomic=lambda: _letting_go(session))
            finally:
                await session.commit()
""",
)
