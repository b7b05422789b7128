"""What the differences are seen with: the same as the trials of claims, which start empty too."""

from tests.claims.conftest import (
    by_asyncpg,
    by_psycopg,
    driver,
    empty_tables,
    engines,
    observer,
)

__all__ = ["by_asyncpg", "by_psycopg", "driver", "empty_tables", "engines", "observer"]
