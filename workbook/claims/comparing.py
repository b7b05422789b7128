"""Claims P: asyncpg against psycopg."""

from __future__ import annotations

from workbook.claims.claim import Claim

CLAIMS: tuple[Claim, ...] = ()
